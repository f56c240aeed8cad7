"""Public templates contain no words that translators don't get."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from clinic_site.ops.messages import is_translated

_ROOT = Path(settings.BASE_DIR)
_TEMPLATES = sorted(
    path.relative_to(_ROOT).as_posix()
    for path in (_ROOT / "templates").rglob("*")
    if path.suffix in {".html", ".txt"} and is_translated(path.relative_to(_ROOT).as_posix())
)
_TRANSLATED = re.compile(
    r"\{% *comment *%\}.*?\{% *endcomment *%\}|\{#.*?#\}|\{% *blocktranslate\b.*?\{% *endblocktranslate *%\}",
    re.DOTALL,
)
_CLASS = re.compile(r"\{% *block \w+_class *%\}.*?\{% *endblock *%\}")
_ELEMENT = re.compile(r"(</?)\{\{.*?\}\}")
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# Words that one tag gives to another, like {% include "…" with title="Our team" %}.
_GIVEN = re.compile(r"""\b\w+=(["'])([^"']*[A-Za-z] [A-Za-z][^"']*)\1""")
_WORD = re.compile(r"[^\W\d_]{2,}")
_READ = {"alt", "title", "aria-label", "placeholder", "summary", "label"}
#: The same in every language.
_ALLOWED = {"PC-PTSD-5"}


class _Words(HTMLParser):
    """Collects words that a reader sees or hears, except inside an element that names its language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes, and skip code and foreign words."""
        for name, value in attrs:
            if name in _READ or (name == "content" and ("name", "description") in attrs):
                self._look_at(value or "")
        if self._skipped:
            if tag == self._skipped[-1]:
                self._skipped.append(tag)
        elif tag in {"script", "style"} or (tag != "html" and any(name == "lang" for name, _ in attrs)):
            self._skipped.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave a skipped element."""
        if self._skipped and tag == self._skipped[-1]:
            self._skipped.pop()

    def handle_data(self, data: str) -> None:
        """Look at text."""
        if not self._skipped:
            self._look_at(data)

    def _look_at(self, text: str) -> None:
        if _WORD.search(text) and text.strip() not in _ALLOWED:
            self.found.append(" ".join(text.split()))


def words_outside_gettext(source: str) -> list[str]:
    """Return the words of a template that are not inside translate tags."""
    source = _ELEMENT.sub(r"\1div", _CLASS.sub("", _TRANSLATED.sub("", source)))
    parser = _Words()
    parser.feed(_TAG.sub("", source))
    parser.close()
    return parser.found + [match[2] for tag in _TAG.findall(source) for match in _GIVEN.finditer(tag)]


@pytest.mark.parametrize("template", _TEMPLATES)
def test_a_public_template_has_all_its_words_in_gettext(template: str) -> None:
    assert words_outside_gettext((_ROOT / template).read_text()) == [], "put it into {% translate %}"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Our {{ name }}</p>", ["Our"]),
        ('<img alt="A room">', ["A room"]),
        ('<a aria-label="{% if x %}Close it{% endif %}">×</a>', ["Close it"]),
        ('{% include "x.html" with title="Our team" %}', ["Our team"]),
        ('<meta name="description" content="Plain answers">', ["Plain answers"]),
        ('{% translate "Our team" %}{% blocktranslate trimmed %}In {{ town }}{% endblocktranslate %}', []),
        ('{% include "x.html" with title=_("Our team") %}', []),
        ('<p lang="es">En peligro: <a>llame</a></p>', []),
        ('{% block main_class %}wrap plain{% endblock %}<{{ heading }} id="fees">…</{{ heading }}>', []),
        ("<script>let text;</script>{# a note #} · 988", []),
    ],
)
def test_words_are_found_where_a_reader_sees_them(source: str, words: list[str]) -> None:
    assert words_outside_gettext(source) == words
