"""The layers of the house, held by reading every import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Parts of clinic_site that import nothing of the site, so that the apps may use them.
LEAVES = {"clinic", "caching", "linked_data", "markdown", "same_origin"}

# A module of intake imports only from lower layers, and freely within its own package.
LAYERS = [
    {"enums", "validators", "sealing", "blind_index", "deadlines", "crockford", "stamps", "qr", "mail_hints"}
    | {"audit_chain", "audit_triggers"},
    {"wording", "safety_card", "states", "references", "draft_codes", "suitability"},
    {"receipts", "keys", "risk_phrases", "roles", "keeping"},
    {"models"},
    {"opening", "limits"},
    {"spam", "notifications", "audit", "audit_proof"},
    {"forms", "outbox"},
    {"services"},
    {"exports"},
    {"views", "staff", "templatetags", "management", "admin", "checks", "apps"},
    {"urls"},
]
# What lies below the models holds no rows: it is given values.
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
    return found


def _layer(part: str) -> int:
    return next(number for number, parts in enumerate(LAYERS) if part in parts)


def _parts_of(app: str, imports: set[str]) -> set[str]:
    return {name.split(".")[1] for name in imports if name.startswith(f"{app}.")}


@pytest.mark.parametrize(("app", "other"), [("content", "intake"), ("intake", "content")])
def test_the_two_apps_know_nothing_of_each_other(app: str, other: str) -> None:
    crossing = [
        (name, imported)
        for path, name in _modules(app)
        for imported in _imports(path)
        if imported.split(".")[0] == other
    ]

    assert crossing == []


@pytest.mark.parametrize("app", ["content", "intake"])
def test_the_apps_use_only_the_leaves_of_the_project(app: str) -> None:
    used = {part for path, _ in _modules(app) for part in _parts_of("clinic_site", _imports(path))}

    assert used <= LEAVES


def test_the_leaves_of_the_project_import_nothing_of_the_site() -> None:
    ours = {"clinic_site", "content", "intake"}
    found = {
        (leaf, name)
        for leaf in LEAVES
        for name in _imports(ROOT / "clinic_site" / f"{leaf}.py")
        if name.split(".")[0] in ours
    }

    assert found == set()


def test_intake_imports_only_from_lower_layers() -> None:
    upward = []
    for path, name in _modules("intake"):
        if len(name.split(".")) < 2 or name == "intake.__init__":
            continue
        own = name.split(".")[1]
        for part in _parts_of("intake", _imports(path)) - {own}:
            if _layer(part) >= _layer(own) and own not in {"admin", "apps"}:
                upward.append((name, part))

    assert upward == []


def test_every_module_of_intake_has_a_layer() -> None:
    known = set().union(*LAYERS)

    assert {name.split(".")[1] for _, name in _modules("intake")} - known == {"__init__"}


def test_services_never_import_forms() -> None:
    services = [(name, _imports(path)) for path, name in _modules("intake") if ".services" in name]

    assert [name for name, imports in services if "forms" in _parts_of("intake", imports)] == []


def test_the_lowest_layer_touches_no_rows() -> None:
    with_rows = [
        name
        for path, name in _modules("intake")
        if name.split(".")[1] in NO_MODELS and "models" in _parts_of("intake", _imports(path))
    ]

    assert with_rows == []


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    long = [
        name
        for app in ("clinic_site", "content", "intake")
        for path, name in _modules(app)
        if len(path.read_text(encoding="utf-8").splitlines()) > 300
    ]

    assert long == []
