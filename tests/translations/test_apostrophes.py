"""Every word of the interface has the apostrophe ’, those that only staff see as well."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from clinic_site.ops.messages import FOLDERS

_ROOT = Path(settings.BASE_DIR)
_STRAIGHT = re.compile(r"\w'\w")
_CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
_TAGS = re.compile(
    r"\{% *translate \"([^\"]*)\"|\{% *blocktranslate\b[^}]*%\}(.*?)\{% *endblocktranslate *%\}", re.DOTALL
)


def _words_of_module(source: str) -> Iterator[str]:
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _CALLS:
            constants = (each for argument in call.args for each in ast.walk(argument))
            yield from (
                each.value
                for each in constants
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


def _words_of_template(source: str) -> Iterator[str]:
    for match in _TAGS.finditer(source):
        yield match[1] or match[2] or ""


def straight_apostrophes(name: str, source: str) -> list[str]:
    """Return the words of a module or a template that have a straight apostrophe between two letters."""
    words = _words_of_module(source) if name.endswith(".py") else _words_of_template(source)
    return [each for each in words if _STRAIGHT.search(each)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_word_of_the_interface_has_a_straight_apostrophe(folder: str) -> None:
    files = [path for path in (_ROOT / folder).rglob("*.*") if path.suffix in {".py", ".html", ".txt"}]
    names = [path.relative_to(_ROOT).as_posix() for path in files if "migrations" not in path.parts]

    found = {name: straight_apostrophes(name, (_ROOT / name).read_text()) for name in names}

    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("a.py", """_("It isn't" " so.")""", ["It isn't so."]),
        ("a.py", """_("It isn’t"); log("It isn't")""", []),
        ("a.html", """{% translate "It isn't" %} <b class='x'>isn't</b>""", ["It isn't"]),
        ("a.html", "{% blocktranslate trimmed %}It isn't{% endblocktranslate %}", ["It isn't"]),
    ],
)
def test_straight_apostrophes_are_found_in_words_of_the_interface(
    name: str, source: str, found: list[str]
) -> None:
    assert straight_apostrophes(name, source) == found
