"""The README says what is true."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_settings_table_names_every_variable_and_no_other() -> None:
    settings = (ROOT / "clinic_site" / "settings.py").read_text(encoding="utf-8")
    gunicorn = (ROOT / "deploy" / "gunicorn.conf.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    read |= set(re.findall(r"""environ\.get\(["']([A-Z_]+)["']""", gunicorn))

    told = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert told == read


def test_every_make_command_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"`make ([a-z-]+)", README)) <= targets
    assert targets <= set(re.findall(r"make ([a-z-]+)", README))


def test_every_file_that_the_readme_shows_exists() -> None:
    linked = re.findall(r"\]\((?!https?:|#)([^)]+)\)", README)

    assert [name for name in linked if not (ROOT / name).exists()] == []


def test_every_package_has_its_reason() -> None:
    decisions = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8").lower()
    wanted = [
        re.match(r"[A-Za-z0-9-]+", line)[0].lower()
        for name in ("requirements.in", "requirements-dev.in")
        for line in (ROOT / name).read_text().splitlines()
        if re.match(r"[A-Za-z]", line)
    ]

    assert [package for package in wanted if package not in decisions] == []
