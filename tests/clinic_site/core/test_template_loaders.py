"""An update of the files doesn't change the templates of a process that runs."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template
from pytest_django.fixtures import Settings


@pytest.fixture
def start(tmp_path: Path, settings: Settings) -> Callable[[], None]:
    """Return a function that starts with one folder of templates beside those of packages."""

    def begin() -> None:
        templates = copy.deepcopy(settings.TEMPLATES)
        templates[0]["DIRS"] = [tmp_path]
        settings.TEMPLATES = templates
        _ = engines["django"].engine.template_loaders  # as gunicorn.conf.py does for each worker

    return begin


def test_template_is_that_of_the_start_even_if_it_is_first_needed_after_an_update(
    tmp_path: Path, start: Callable[[], None]
) -> None:
    (tmp_path / "intake").mkdir()
    receipt = tmp_path / "intake" / "receipt.html"
    receipt.write_text("old")
    start()

    receipt.write_text("new {% unknown %}")

    assert get_template("intake/receipt.html").render() == "old"


def test_indentation_of_html_is_not_sent(tmp_path: Path, start: Callable[[], None]) -> None:
    (tmp_path / "page.html").write_text("<ul>\n  {% if True %}\n    <li>One  two</li>\n  {% endif %}\n</ul>")
    (tmp_path / "mail.txt").write_text("One:\n  two")
    start()

    assert get_template("page.html").render() == "<ul>\n\n<li>One  two</li>\n\n</ul>"
    assert get_template("mail.txt").render() == "One:\n  two"


def test_template_that_an_update_removes_stays(tmp_path: Path, start: Callable[[], None]) -> None:
    (tmp_path / "gone.txt").write_text("old")
    start()

    (tmp_path / "gone.txt").unlink()

    assert get_template("gone.txt").render() == "old"


def test_template_that_an_update_adds_replaces_none_of_a_package(
    tmp_path: Path, start: Callable[[], None]
) -> None:
    start()
    before = get_template("admin/base.html").origin.name

    (tmp_path / "admin").mkdir()
    (tmp_path / "admin" / "base.html").write_text("new")
    (tmp_path / "new.html").write_text("new")

    assert get_template("admin/base.html").origin.name == before
    with pytest.raises(TemplateDoesNotExist):
        get_template("new.html")
