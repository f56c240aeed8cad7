"""Forms of the public site: "back" shows none of the answers to others who use the same device."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

# The steps of the consultation show what is kept on the server, and only while it is.
_KEPT = {"consultation/step.html"}
_FORM = re.compile(r"<form\b([^>]*method=\"post\"[^>]*)>(.*?)</form>", re.DOTALL)
_FIELDS = re.compile(r"{% crispy form %}|components/field\.html")


def _forms() -> dict[str, str]:
    """Return the attributes of each public form with fields to fill in, by the name of its template."""
    return {
        str(path.relative_to(folder)): attributes
        for folder in (Path(settings.BASE_DIR) / "templates" / name for name in ("intake", "content"))
        for path in folder.rglob("*.html")
        for attributes, body in _FORM.findall(path.read_text(encoding="utf-8"))
        if _FIELDS.search(body)
    }


def test_each_public_form_with_fields_is_empty_after_sending_or_leaving() -> None:
    forms = _forms()

    assert forms.keys() >= {"callback_form.html", "question_sheet_form.html"} | _KEPT
    wanted = re.compile(r'autocomplete="off" data-(emptied|forget)\b')
    assert [name for name, attributes in forms.items() if not wanted.search(attributes)] == sorted(_KEPT)
