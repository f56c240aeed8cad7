"""Forms share what is the same for all of them, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django import forms

from clinic_site.clinic import current
from intake.forms.call_times import _offer
from intake.forms.callback import CallbackForm
from intake.forms.fields_on_demand import to_read
from tests.typed import callback_answers


def test_new_choices_of_one_form_are_not_those_of_the_next() -> None:
    form = CallbackForm()
    form.fields["channel"].choices = [("pigeon", "By pigeon")]

    other = CallbackForm()

    assert "pigeon" not in dict(other.fields["channel"].choices)
    assert "pigeon" not in str(other["channel"])
    assert form.fields["name"].widget is not other.fields["name"].widget


def test_what_one_form_changes_of_a_field_is_not_changed_for_the_next() -> None:
    for name, field in CallbackForm().fields.items():
        field.required, field.widget.is_required = "changed", "changed"
        field.widget.attrs["class"] = field.error_messages["required"] = "changed"
        field.validators.append("changed")

        other = CallbackForm().fields[name]

        assert other.widget.attrs.get("class") != "changed", name
        assert "changed" not in (other.required, other.widget.is_required, other.error_messages["required"])
        assert "changed" not in other.validators, name


def test_the_times_offered_follow_the_facts_about_the_clinic() -> None:

    clinic = current()
    closed_on_friday = clinic.model_copy(update={"opening_hours": clinic.opening_hours | {"friday": ()}})

    assert "Friday" in _offer(clinic, "en").when[0][1]
    assert "Friday" not in _offer(closed_on_friday, "en").when[0][1]
    assert "Friday" in _offer(clinic, "en").when[0][1]


def test_a_form_that_is_sent_copies_no_field() -> None:
    form = CallbackForm(callback_answers())

    assert form.is_valid()
    form.signals(), form.answers()

    copied = {name for name, field in to_read(form.fields) if field is not CallbackForm.base_fields[name]}
    assert copied == set()


@pytest.mark.parametrize(
    "get",
    [
        lambda form: form.fields["name"],
        lambda form: form.fields.get("name"),
        lambda form: dict(form.fields.items())["name"],
        lambda form: next(iter(form.fields.values())),
        lambda form: form.fields.pop("name"),
        lambda form: dict(form.fields)["name"],
        lambda form: form["name"].field,
        lambda form: next(iter(form)).field,
    ],
)
def test_every_way_to_a_field_of_a_form_leads_to_a_copy(get: Callable[[CallbackForm], forms.Field]) -> None:
    field = get(CallbackForm())

    shared = CallbackForm.base_fields.values()
    assert all(field is not each and field.widget is not each.widget for each in shared)


def test_a_form_in_another_order_has_copies_of_its_own() -> None:
    form = CallbackForm(field_order=["consent", "name"])

    assert list(form.fields)[:2] == ["consent", "name"]
    assert all(field is not CallbackForm.base_fields[name] for name, field in form.fields.items())
