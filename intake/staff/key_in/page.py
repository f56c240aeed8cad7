"""Entering a request that arrived by phone, on paper or in person.

As on the public forms, a refused form redirects to a page whose address contains what was typed, sealed.
Back, Forward and Reload show it until it is saved. Only the account that typed it can open the address, for
a quarter of an hour. Nothing is stored. The same goes for a form that is half filled in when staff choose
the other kind of request, or when the session ends.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from clinic_site.core.session_ending import ENDED
from intake.crypto.sealed_input import InputGone, InputTooLong
from intake.enums import EnteredAs, Kind
from intake.rules import risk_phrases
from intake.services.requests.keying_in import key_in
from intake.services.requests.receive import Flags
from intake.services.requests.sent_forms import NONCE, InputSent, mark_sent, open_typed, seal_typed
from intake.staff.admin_forms.kept_form import keep_at, lead_back
from intake.staff.key_in.forms import CallbackEntry, ConsultationEntry

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

log = logging.getLogger(__name__)
_OTHER_KIND = "other_kind"  # the button that goes on with another kind of request
_NOT_TYPED = {"csrfmiddlewaretoken", ENDED, NONCE, _OTHER_KIND}
_ENTRIES = {Kind.CALLBACK: CallbackEntry, Kind.CONSULTATION: ConsultationEntry}


def key_in_page(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form, or validate it as the website does, store the request and open it."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    kind = _kind_of(request)
    if request.method != "POST":
        return _page(admin, request, kind, _ENTRIES[kind]())
    entry = _ENTRIES[kind](request.POST)
    if _is_unchecked(request.POST):
        address = _address_of_typed(request)
        return lead_back(request, address) if address else _page_again(admin, request, kind, request.POST)
    if not entry.is_valid():
        address = _address_of_typed(request)
        return HttpResponseRedirect(address) if address else _page(admin, request, kind, entry, status=422)
    entered_as = EnteredAs(entry.entry.cleaned_data["entered_as"])
    try:
        flags = Flags(read_first=risk_phrases.are_mentioned(entry.free_texts()))
        submission, is_new = key_in(
            kind, entry.answers(), entered_as, flags, actor=request.user, now=timezone.now()
        )
    except DatabaseError:
        log.exception("entered request not stored")
        messages.error(request, _("Nothing was saved. What you typed is still here. Please try again."))
        return _page(admin, request, kind, entry, status=503)
    mark_sent(request.POST, timezone.now())
    message = _("Saved as {reference}.") if is_new else _("The same request is already open: {reference}.")
    messages.success(request, message.format(reference=submission.reference))
    return HttpResponseRedirect(reverse("admin:intake_submission_change", args=[submission.pk]))


def key_in_again(admin: ModelAdmin, request: HttpRequest, typed: str) -> HttpResponse:
    """Show the form with what was typed and its errors, or an empty one if the address has expired."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    try:
        given = open_typed(_purpose(request), typed, timezone.now())
    except InputSent:
        return HttpResponseRedirect(reverse("admin:intake_submission_key_in"))
    except InputGone:
        messages.warning(request, _("What was typed here can’t be shown anymore. It’s kept for 15 minutes."))
        return HttpResponseRedirect(reverse("admin:intake_submission_key_in"))
    return _page_again(admin, request, _kind_of(request), given)


def _address_of_typed(request: HttpRequest) -> str:
    """Return the path of the page that shows what was posted; "" if that is too long for an address."""
    try:
        code = seal_typed(request.POST, _purpose(request), timezone.now())
    except InputTooLong:
        return ""
    return f"{reverse('admin:intake_submission_key_in_again', args=[code])}?kind={_kind_of(request)}"


keep_at("admin:intake_submission_key_in", _address_of_typed)


def _is_unchecked(given: MultiValueDict) -> bool:
    """Return whether this wasn't posted to save it, so that no errors are shown yet."""
    return bool(given.get(ENDED) or given.get(_OTHER_KIND))


def _purpose(request: HttpRequest) -> str:
    return f"key-in.{request.user.pk}"


def _kind_of(request: HttpRequest) -> Kind:
    wanted = request.POST.get(_OTHER_KIND) or request.GET.get("kind")
    return Kind(wanted) if wanted in Kind.values else Kind.CALLBACK


def _page_again(admin: ModelAdmin, request: HttpRequest, kind: Kind, given: MultiValueDict) -> HttpResponse:
    """Show the form with what was typed; what only the other kind of request asks for is in hidden fields."""
    entry = _ENTRIES[kind](given)
    entry.is_valid()
    if _is_unchecked(given):
        for _heading, form in entry.sections:
            form.errors.clear()
    shown = _NOT_TYPED | {name for _heading, form in entry.sections for name in form.fields}
    rest = [(name, value) for name, values in given.lists() for value in values if name not in shown]
    return _page(admin, request, kind, entry, given.get(NONCE, ""), rest, is_back=bool(given.get(ENDED)))


def _page(
    admin: ModelAdmin,
    request: HttpRequest,
    kind: Kind,
    entry: CallbackEntry | ConsultationEntry,
    nonce: str = "",
    rest: Sequence[tuple[str, str]] = (),
    *,
    is_back: bool = False,
    **answer: Any,
) -> HttpResponse:
    errors = [
        (field, error)
        for _heading, form in entry.sections
        if form.is_bound
        for field in form
        for error in field.errors
    ]
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Add a request"),
        "kind": kind,
        "kinds": Kind,
        "sections": entry.sections,
        "errors": errors,
        "rest": rest,
        "is_back": is_back,
        "is_typed": any(form.is_bound for _heading, form in entry.sections),
        "nonce": nonce or request.POST.get(NONCE, ""),
    }
    return TemplateResponse(request, "admin/intake/submission/key_in.html", context, **answer)
