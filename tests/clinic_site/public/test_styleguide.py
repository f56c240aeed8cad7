"""Every component has examples, and every example is valid."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.conf import settings

from clinic_site.public.styleguide import FOLDER, Example, examples

EXAMPLES = list(examples())
VOID = {"br", "circle", "img", "input", "line", "meta", "path", "rect", "source"}


class TagChecker(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _name(example: Example) -> str:
    return f"{example.component}: {example.name}"


def test_every_component_has_examples() -> None:
    with_examples = {path.stem for path in FOLDER.glob("*.json")}
    components = {path.stem for path in FOLDER.glob("*.html")}

    assert components - with_examples == set(), "add examples in templates/components/<name>.json"
    assert with_examples - components == set(), "there is no such component: remove its examples"


def test_every_component_is_used() -> None:
    sources = [
        file
        for folder in ("templates", "clinic_site", "content", "intake")
        for file in (settings.BASE_DIR / folder).rglob("*.*")
        if file.suffix in {".html", ".py"}
    ]
    text = "".join(file.read_text() for file in sources)
    # A name in braces is put in by the code, like the kind of an include.
    used = [re.sub(r"\{.+?\}", ".+", name) for name in re.findall(r"components/(\w[\w{}]+)\.html", text)]
    components = [path.stem for path in FOLDER.glob("*.html")]

    assert [each for each in components if not any(re.fullmatch(name, each) for name in used)] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=_name)
def test_an_example_is_balanced_html_with_unique_ids(example: Example) -> None:
    reader = TagChecker()
    reader.feed(example.html)
    reader.close()

    assert reader.open == []
    assert [name for name, count in Counter(reader.ids).items() if count > 1] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=_name)
def test_an_example_has_no_missing_values(example: Example) -> None:
    assert example.html.strip()
    assert "None" not in example.html


@pytest.mark.parametrize(
    "example", [e for e in EXAMPLES if e.component == "field" and "error" in e.name], ids=_name
)
def test_a_field_with_an_error_is_accessible(example: Example) -> None:
    assert 'aria-invalid="true"' in example.html
    assert "_error" in example.html.split("aria-describedby=", 1)[1].split(">", 1)[0]


def test_every_field_has_a_label() -> None:
    fields = [example.html for example in EXAMPLES if example.component == "field"]

    assert all("<label for=" in html or "<legend>" in html for html in fields)
