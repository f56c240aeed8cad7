"""Entering a request that arrived by phone, on paper or in person."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.enums import Entry
from intake.forms import CallbackForm
from intake.services.requests.keying_in import key_in

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

log = logging.getLogger(__name__)


class KeyInForm(CallbackForm):
    """The patient’s form, with the same order and rules, plus how the request arrived."""

    entered_as = forms.ChoiceField(
        label=gettext_lazy("How did the request arrive?"),
        choices=[choice for choice in Entry.choices if choice[0] != Entry.WEB],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how the request arrived"),
            "invalid_choice": gettext_lazy("Choose how the request arrived"),
        },
    )
    field_order = (
        *("entered_as", "name", "phone", "when", "times", "voicemail", "say_clinic_name", "ask_for"),
        *("code_word", "adult", "channel", "email", "confirm", "for_whom", "relation", "person_knows"),
        *("language", "which_language", "message", "consent"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("spare", "stamp"):  # for machines; staff are signed in
            del self.fields[name]

    def clean_adult(self) -> str:
        """Return the answer. Raises ValidationError for a minor, whose request may not be stored."""
        if self.cleaned_data["adult"] == "no":
            raise forms.ValidationError(
                gettext_lazy(
                    "We can’t keep requests from people under 18. Refer them to their doctor and to 988."
                ),
                code="minor",
            )
        return self.cleaned_data["adult"]


def key_in_page(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form, or validate it as the website does, store the request and open it."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    form = KeyInForm(request.POST if request.method == "POST" else None, auto_id="key-in-%s")
    if request.method != "POST":
        return _page(admin, request, form)
    if not form.is_valid():
        return _page(admin, request, form, status=422)
    try:
        submission, is_new = key_in(
            form.answers(), Entry(form.cleaned_data["entered_as"]), actor=request.user, now=timezone.now()
        )
    except DatabaseError:
        log.exception("entered request not stored")
        messages.error(request, _("Nothing was saved. What you typed is still here. Please try again."))
        return _page(admin, request, form, status=503)
    message = _("Saved as {reference}.") if is_new else _("The same request is already open: {reference}.")
    messages.success(request, message.format(reference=submission.reference))
    return HttpResponseRedirect(reverse("admin:intake_submission_change", args=[submission.pk]))


def _page(admin: ModelAdmin, request: HttpRequest, form: KeyInForm, **answer: Any) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,
        "title": _("Add a request"),
        "form": form,
    }
    return TemplateResponse(request, "admin/intake/submission/key_in.html", context, **answer)
