"""An update of the files doesn't change the templates of a process that runs."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from django.template.loader import get_template
from pytest_django.fixtures import Settings

from clinic_site.ops.templates import read_templates


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Return the only folder of templates beside those of packages."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [tmp_path]
    settings.TEMPLATES = templates
    return tmp_path


def test_template_is_that_of_the_start_even_if_it_is_first_needed_after_an_update(folder: Path) -> None:
    (folder / "intake").mkdir()
    receipt = folder / "intake" / "receipt.html"
    receipt.write_text("old")
    read_templates()

    receipt.write_text("new {% unknown %}")

    assert get_template("intake/receipt.html").render() == "old"


def test_template_that_cannot_be_read_leaves_the_others(folder: Path) -> None:
    (folder / "a.html").write_text("{% unknown %}")
    (folder / "b.html").write_text("old")
    read_templates()

    (folder / "b.html").write_text("new")

    assert get_template("b.html").render() == "old"


def test_public_side_reads_no_template_of_the_staff_side(folder: Path, settings: Settings) -> None:
    (folder / "admin").mkdir()
    (folder / "admin" / "only_here.html").write_text("")
    everything = read_templates()

    settings.ROLE = "public"

    assert read_templates() < everything
