"""Keying in a request that came by phone, on paper or at the door."""

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
from intake.services.keying_in import key_in

if TYPE_CHECKING:
    from intake.staff.submission_admin import SubmissionAdmin

log = logging.getLogger(__name__)


class KeyInForm(CallbackForm):
    """The patient's own form, in the same order and with the same rules, and how it came in."""

    entered_as = forms.ChoiceField(
        label=gettext_lazy("How did it come in?"),
        choices=[choice for choice in Entry.choices if choice[0] != Entry.WEB],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how it came in"),
            "invalid_choice": gettext_lazy("Choose how it came in"),
        },
    )
    field_order = (
        *("entered_as", "for_whom", "relation", "person_knows", "adult", "name", "channel", "phone"),
        *("email", "confirm", "times", "voicemail", "say_clinic_name", "ask_for", "code_word"),
        *("language", "which_language", "message", "consent"),
    )

    def clean_adult(self) -> str:
        """Return the answer. Raises ValidationError for a minor: nothing may be stored."""
        if self.cleaned_data["adult"] == "no":
            raise forms.ValidationError(
                gettext_lazy(
                    "We may not keep requests of people under 18. Tell them of 988 and their doctor."
                ),
                code="minor",
            )
        return self.cleaned_data["adult"]


def key_in_page(admin: SubmissionAdmin, request: HttpRequest) -> HttpResponse:
    """Ask, check as the website does, store, and open the request."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    form = KeyInForm(request.POST if request.method == "POST" else None, auto_id="key-in-%s")
    if request.method != "POST":
        return _page(admin, request, form)
    if not form.is_valid():
        return _page(admin, request, form, status=422)
    try:
        submission, fresh = key_in(
            form.answers(), Entry(form.cleaned_data["entered_as"]), actor=request.user, now=timezone.now()
        )
    except DatabaseError:
        log.exception("keyed-in request not stored")
        messages.error(request, _("Nothing was stored. What you typed is still here: please send it again."))
        return _page(admin, request, form, status=503)
    told = _("Stored as {reference}.") if fresh else _("The same request is open already: {reference}.")
    messages.success(request, told.format(reference=submission.reference))
    return HttpResponseRedirect(reverse("admin:intake_submission_change", args=[submission.pk]))


def _page(admin: SubmissionAdmin, request: HttpRequest, form: KeyInForm, **answer: Any) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,
        "title": _("Key in a request"),
        "form": form,
    }
    return TemplateResponse(request, "admin/intake/submission/key_in.html", context, **answer)
