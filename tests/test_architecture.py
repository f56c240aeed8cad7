"""The layers of the project, checked by parsing all imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("clinic_site", "content", "intake")

# Packages of the project package that both apps may import. Each may import only those before it.
SHARED = ["core", "clinic"]

# A package of intake may import only itself and packages in lower layers.
LAYERS = [
    {"enums", "validators", "roles"},
    {"rules", "questions", "triggers"},
    {"crypto"},
    {"models"},
    {"audit"},
    {"spam", "mail"},
    {"forms"},
    {"services"},
    {"exports"},
    {"views", "staff", "templatetags", "management", "checks"},
    {"urls", "admin", "apps"},
]
# The packages below the models work with values, not with model instances.
NO_MODELS = LAYERS[0] | LAYERS[1] | LAYERS[2]


def _modules(app: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return {name for name in found if name.split(".")[0] in APPS}


def _package(name: str) -> str:
    """Return the top-level package or module of a module within its app."""
    return name.split(".")[1] if "." in name else ""


def _packages_of(app: str, imports: set[str]) -> set[str]:
    return {_package(name) for name in imports if name.startswith(f"{app}.")}


def _layer(package: str) -> int:
    return next((number for number, packages in enumerate(LAYERS) if package in packages), len(LAYERS))


@pytest.mark.parametrize(("app", "other"), [("content", "intake"), ("intake", "content")])
def test_apps_do_not_import_each_other(app: str, other: str) -> None:
    crossing = [
        (name, imported)
        for path, name in _modules(app)
        for imported in _imports(path)
        if imported.split(".")[0] == other
    ]

    assert crossing == [], "put what both need into clinic_site/core, and join them in clinic_site"


@pytest.mark.parametrize("app", ["content", "intake"])
def test_apps_import_only_shared_packages_of_the_project(app: str) -> None:
    used = {package for path, _ in _modules(app) for package in _packages_of("clinic_site", _imports(path))}

    assert used - set(SHARED) == set(), "the apps may import only these of clinic_site: SHARED"


def test_shared_packages_import_nothing_above_them() -> None:
    violations = [
        (name, imported)
        for level, package in enumerate(SHARED)
        for path, name in _modules(f"clinic_site/{package}")
        for imported in _imports(path)
        if imported != "clinic_site"
        and not any(imported.startswith(f"clinic_site.{below}") for below in SHARED[: level + 1])
    ]

    assert violations == []


def test_intake_imports_only_from_lower_layers() -> None:
    violations = [
        (name, package)
        for path, name in _modules("intake")
        if _package(name) != "__init__"
        for package in _packages_of("intake", _imports(path)) - {_package(name)}
        if _layer(package) >= _layer(_package(name)) and _package(name) not in {"admin", "apps"}
    ]

    assert violations == [], (
        "import only from lower LAYERS; what several need belongs into the lowest of them"
    )


def test_every_package_of_intake_has_a_layer() -> None:
    known = set().union(*LAYERS)

    packages = {_package(name) for _, name in _modules("intake")} - {"__init__"}
    assert packages - known == set(), "add it to LAYERS in this file, and to the list in CONTRIBUTING.md"


def test_packages_below_the_models_do_not_import_models() -> None:
    with_rows = [
        name
        for path, name in _modules("intake")
        if _package(name) in NO_MODELS and "models" in _packages_of("intake", _imports(path))
    ]

    assert with_rows == [], "give it values instead of rows, or move it above the models"


@pytest.mark.parametrize("app", ["content", "intake"])
def test_apps_have_no_import_cycles(app: str) -> None:
    modules = {name: _imports(path) for path, name in _modules(app) if not name.endswith(".__init__")}
    graph = TopologicalSorter({name: imports & modules.keys() for name, imports in modules.items()})

    assert set(graph.static_order()) == set(modules)


def test_modules_have_at_most_three_hundred_lines() -> None:
    long = [
        name
        for app in APPS
        for path, name in _modules(app)
        if len(path.read_text(encoding="utf-8").splitlines()) > 300
    ]

    assert long == [], "split it where two things meet"


def test_pages_in_tests_wait_as_long_as_other_tests() -> None:
    own = Path(__file__).resolve()
    contexts = {path for path in (ROOT / "tests").rglob("*.py") if ".new_context(" in path.read_text()} - {
        own
    }

    assert contexts == {ROOT / "tests" / "audit" / "browser.py"}  # `open_context` sets the time
