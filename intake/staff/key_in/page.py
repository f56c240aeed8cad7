"""Entering a request that arrived by phone, on paper or in person."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.enums import Entry, Kind
from intake.services.requests.keying_in import key_in
from intake.staff.key_in.forms import CallbackEntry, ConsultationEntry
from intake.staff.key_in.typed import NONCE, address_of_typed, forget_typed, kind_of, typed_at

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

log = logging.getLogger(__name__)
_ENTRIES = {Kind.CALLBACK: CallbackEntry, Kind.CONSULTATION: ConsultationEntry}


def key_in_page(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form, or validate it as the website does, store the request and open it."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    kind = kind_of(request)
    entry = _ENTRIES[kind](request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(admin, request, kind, entry)
    if not entry.is_valid():
        address = address_of_typed(request)
        return HttpResponseRedirect(address) if address else _page(admin, request, kind, entry, status=422)
    way = Entry(entry.entry.cleaned_data["entered_as"])
    try:
        submission, is_new = key_in(kind, entry.answers(), way, actor=request.user, now=timezone.now())
    except DatabaseError:
        log.exception("entered request not stored")
        messages.error(request, _("Nothing was saved. What you typed is still here. Please try again."))
        return _page(admin, request, kind, entry, status=503)
    forget_typed(request)
    message = _("Saved as {reference}.") if is_new else _("The same request is already open: {reference}.")
    messages.success(request, message.format(reference=submission.reference))
    return HttpResponseRedirect(reverse("admin:intake_submission_change", args=[submission.pk]))


def key_in_again(admin: ModelAdmin, request: HttpRequest, typed: str) -> HttpResponse:
    """Show the form with what was typed and what to fix; an empty one if that is over."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    given = typed_at(request, typed)
    if given is None:
        return HttpResponseRedirect(reverse("admin:intake_submission_key_in"))
    kind = kind_of(request)
    entry = _ENTRIES[kind](given)
    entry.is_valid()
    return _page(admin, request, kind, entry, given[NONCE])


def _page(
    admin: ModelAdmin,
    request: HttpRequest,
    kind: Kind,
    entry: CallbackEntry | ConsultationEntry,
    nonce: str = "",
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
        "nonce": nonce or request.POST.get(NONCE, ""),
    }
    return TemplateResponse(request, "admin/intake/submission/key_in.html", context, **answer)
