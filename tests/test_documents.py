"""The documents name settings, commands, files and sections that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from clinic_site.clinic.facts import Facts
from intake.roles import Role
from intake.rules.retention import DEFAULT_DAYS
from intake.staff.queue.tabs import TABS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
]
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS}
SETTINGS = TEXTS["docs/settings.md"]
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
#: Names of files on a server or made by the site, which are not in the repository.
_MADE = re.compile(r"^(var|staticfiles|secrets|screenshots)/|[<>*…{}$]")


def settings_read() -> set[str]:
    """Return every environment variable that the settings and gunicorn's configuration read."""
    settings = (ROOT / "clinic_site" / "settings.py").read_text(encoding="utf-8")
    gunicorn = (ROOT / "deploy" / "gunicorn.conf.py").read_text(encoding="utf-8")
    return set(re.findall(r"""\benv(?:iron)?\.\w+\(\s*["']([A-Z_]+)["']""", gunicorn + settings))


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_the_settings_page_has_every_variable_once_and_no_other() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", SETTINGS, re.MULTILINE)

    assert len(rows) == len(set(rows))
    assert settings_read() - set(rows) == set(), "add a row for it in docs/settings.md"
    assert set(rows) - settings_read() == set(), "nothing reads it: remove its row from docs/settings.md"


def test_the_settings_page_has_every_key_of_the_section_clinic() -> None:
    keys = set(Facts.model_fields) - {"translations"}

    assert [key for key in keys if f"`clinic.{key}`" not in SETTINGS] == [], "name it in docs/settings.md"


def test_make_test_rest_names_every_folder_with_tests_that_make_test_leaves_out() -> None:
    named = re.search(r"^REST := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1]
    marked = re.compile(r"pytest\.mark\.(journey|fault|audit|deploy)\b")
    files = [path for path in (ROOT / "tests").rglob("*.py") if marked.search(path.read_text("utf-8"))]

    assert len(files) > 5
    assert [
        path for path in files if not any(path.is_relative_to(ROOT / each) for each in named.split())
    ] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_names_make_targets_that_exist(name: str) -> None:
    named = re.findall(r"(?:`|^)make ([a-z-]+)", TEXTS[name], re.MULTILINE)

    assert set(named) <= TARGETS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_names_management_commands_that_exist(name: str) -> None:
    named = re.findall(r"(?:manage\.py|deploy/manage) ([a-z_]+)", TEXTS[name])

    assert set(named) <= set(get_commands())


@pytest.mark.parametrize("name", [*DOCUMENTS, "CHANGELOG.md"])
def test_links_of_a_document_lead_to_files_and_sections_that_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", prose):
        path, _hash, section = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), target
        if section:
            assert section in anchors(file.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_of_the_repository_that_a_document_names_exist(name: str) -> None:
    top = "benchmarks|clinic_site|content|deploy|docs|intake|static|templates|tests"
    named = re.findall(rf"`((?:{top})/[^`\s]+)`", TEXTS[name])

    assert [path for path in named if not _MADE.search(path) and not (ROOT / path).exists()] == []


@pytest.mark.parametrize("label", [str(tab.label) for tab in TABS])
def test_the_page_for_staff_names_every_tab_of_the_queue(label: str) -> None:
    (tabs,) = re.findall(r"^Each request is in exactly one tab:.*", TEXTS["docs/staff.md"], re.MULTILINE)

    assert re.search(rf"\b{re.escape(label)}\b", tabs)


@pytest.mark.parametrize("role", Role.values)
def test_the_page_for_staff_says_what_every_role_may_do(role: str) -> None:
    assert f"| {role.lower()} |" in TEXTS["docs/staff.md"]


@pytest.mark.parametrize("status", DEFAULT_DAYS)
def test_the_page_on_privacy_gives_the_default_days_of_every_ending(status: str) -> None:
    ending, days = status.replace("_", " "), DEFAULT_DAYS[status]

    rows = re.findall(r"^\| ([a-z ,]+) \| (\d+) \|$", TEXTS["docs/privacy.md"], re.MULTILINE)
    given = {name: int(number) for names, number in rows for name in names.split(", ")}
    assert given.get(ending) == days, "say the same in docs/privacy.md, “How long”"


def test_the_readme_fits_on_three_screens() -> None:
    assert len(TEXTS["README.md"].splitlines()) <= 120


def test_the_readme_names_the_package_without_which_make_ends() -> None:
    script = (ROOT / "deploy" / "make-venv.sh").read_text(encoding="utf-8")
    package = re.search(r"is missing; run: sudo apt-get install (\S+)\"", script)[1]

    assert f"`{package}`" in TEXTS["README.md"].partition("make run")[0]


def test_decisions_are_numbered_and_have_at_most_120_words_each() -> None:
    _title, *sections = re.split(r"^## ", TEXTS["docs/decisions.md"], flags=re.MULTILINE)

    assert [int(section.split(".")[0]) for section in sections] == list(range(1, 20))
    assert [section.splitlines()[0] for section in sections if len(section.split()) > 120] == []


def test_every_page_below_docs_is_linked_from_the_readme() -> None:
    assert [name for name in DOCUMENTS if name.startswith("docs/") and name not in TEXTS["README.md"]] == []
