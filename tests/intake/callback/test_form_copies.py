"""Forms share what is the same for all of them, and nothing else."""

from __future__ import annotations

from clinic_site.clinic import current
from intake.forms import CallbackForm
from intake.forms.call_times import _offer


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
