"""Examples of every component on one page, available while DEBUG is on and rendered by tests."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from clinic_site.clinic.facts import Picture
from clinic_site.core.markdown import to_html
from content.charts import IconGroup

FOLDER: Path = settings.BASE_DIR / "templates" / "components"

_FIELDS = {
    "text": lambda given: forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "name"}), **given),
    "tel": lambda given: forms.CharField(
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}), **given
    ),
    "email": lambda given: forms.EmailField(**given),
    "textarea": lambda given: forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **given),
    "radios": lambda given: forms.ChoiceField(widget=forms.RadioSelect, **given),
    "checkboxes": lambda given: forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **given),
    "checkbox": lambda given: forms.BooleanField(**given),
    "honeypot": lambda given: forms.CharField(widget=forms.TextInput(attrs={"tabindex": "-1"}), **given),
}


@dataclass(frozen=True)
class Example:
    """A named, rendered example of a component."""

    component: str
    name: str
    html: SafeString


def examples() -> Iterator[Example]:
    """Yield the examples of all components, sorted by component."""
    for path in sorted(FOLDER.glob("*.json")):
        for name, values in json.loads(path.read_text(encoding="utf-8")).items():
            prefix = f"{path.stem}-{name}".replace(" ", "-").replace("_", "-")
            html = render_to_string(f"components/{path.stem}.html", _built(values, prefix))
            yield Example(path.stem, name, html)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the examples."""
    return render(request, "styleguide.html", {"examples": list(examples())})


def _built(values: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return example values converted to types that JSON lacks, such as HTML, form fields and dates."""
    values = dict(values)
    if "field" in values:
        values["field"] = _bound_field(values["field"], prefix)
    if "body" in values:
        values["body"] = to_html(values["body"])
    if "on" in values:
        values["on"] = dt.date.fromisoformat(values["on"])
    if "picture" in values:
        values["picture"] = Picture(**values["picture"])
    if "groups" in values:
        values["groups"] = [IconGroup(**group) for group in values["groups"]]
    return values


def _bound_field(given: dict[str, Any], prefix: str) -> forms.BoundField:
    options = {"label": given["label"], "help_text": given.get("hint", "")}
    options |= {"required": given.get("required", False)}
    if "choices" in given:
        options["choices"] = given["choices"]
    form = forms.Form({"it": given.get("value", "")}, auto_id=f"{prefix}-%s")
    form.use_required_attribute = False
    form.fields["it"] = _FIELDS[given["type"]](options)
    form._errors = forms.utils.ErrorDict()
    if "error" in given:
        form.cleaned_data = {}
        form.add_error("it", given["error"])
    return form["it"]
