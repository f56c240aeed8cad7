"""Template tags for staff: times, rights, the address of the export, and what every staff page shows."""

from __future__ import annotations

import datetime as dt

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic_site import clinic
from intake.enums import ExportFormat
from intake.models import Submission
from intake.roles import has_right
from intake.rules.staff_times import staff_time
from intake.services.calls.undoing import UNDO_SHOWN, undoable_result
from intake.services.exporting import may_export

register = template.Library()


register.filter("may", has_right)  # unlike `perms`, which says yes to every superuser


@register.filter("staff_time")
def staff_time_now(moment: dt.datetime | None) -> str:
    """Return a time in the format of the staff pages, with its zone."""
    return staff_time(moment, timezone.now())


@register.simple_tag(takes_context=True)
def export_address(context: template.Context, submission: Submission | None = None) -> str:
    """Return the URL of the export page, or of one request as FHIR; "" for users without permission."""
    if not may_export(context["request"].user):
        return ""
    chosen = {"ids": submission.pk.hex, "format": ExportFormat.FHIR.value} if submission else {}
    return reverse("admin:intake_submission_export", query=chosen)


_MOST_SHOWN = 3
# Rights to see at least one of the lists under "Settings" that the bar doesn't lead to.
_SETTINGS = ("intake.view_cannedreply", "intake.view_faqentry", "intake.view_outboxmessage")


@register.inclusion_tag("admin/parts/due_now.html", takes_context=True)
def due_now(context: template.Context) -> dict[str, object]:
    """Show the promised call-backs that are due, the user's own first, to users who may see the queue."""
    request: HttpRequest = context["request"]
    if not has_right(request.user, "view_submission"):
        return {"due": []}
    now = timezone.now()
    rows = list(
        Submission.objects.due_now(now).select_related("claimed_by").order_by("promised_call_at")[:50]
    )
    rows.sort(key=lambda row: row.claimed_by_id != request.user.pk)
    shown = [
        (row, row.claimed_by_id == request.user.pk, staff_time(row.promised_call_at, now)) for row in rows
    ]
    return {"due": shown[:_MOST_SHOWN], "more": max(len(rows) - _MOST_SHOWN, 0)}


@register.inclusion_tag("admin/parts/undo.html", takes_context=True)
def undo_offer(context: template.Context) -> dict[str, object]:
    """Offer to undo the result that the user has just saved."""
    request: HttpRequest = context["request"]
    if not has_right(request.user, "change_submission"):
        return {"result": None}
    typed_at = context.get("submission") if context.get("may_change") else None
    return {
        "result": undoable_result(request.user, timezone.now()),
        "seconds": int(UNDO_SHOWN.total_seconds()),
        # The button belongs to the form of the card, if there is one, so that a note is kept.
        "typed_at": typed_at if typed_at and typed_at.is_open else None,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("admin/parts/staff_nav.html", takes_context=True)
def staff_nav(context: template.Context) -> dict[str, object]:
    """Show where staff can go, by their rights, and the account menu."""
    request: HttpRequest = context["request"]
    user, back = request.user, context.get("back") or ""
    queue = reverse("admin:intake_submission_changelist")
    found = [
        (_("Queue"), queue, has_right(user, "view_submission")),
        (_("Dashboard"), reverse("admin:dashboard"), has_right(user, "view_dashboard")),
        (_("People"), reverse("admin:auth_user_changelist"), user.has_perm("auth.view_user")),
        (_("Audit"), reverse("admin:intake_auditevent_changelist"), user.has_perm("intake.view_auditevent")),
        (_("Clinic"), reverse("admin:app_list", args=["clinic"]), has_right(user, "change_clinicfacts")),
        (_("Settings"), reverse("admin:app_list", args=["intake"]), any(map(user.has_perm, _SETTINGS))),
    ]
    here = next((address for _label, address, _may in found if request.path.startswith(address)), "")
    places = [
        (label, f"{address}?{back}" if back and address == queue else address, address == here)
        for label, address, may in found
        if may
    ]
    return {
        "name": clinic.current().clinic.name,
        "places": places,
        "user": user,
        "csrf_token": context.get("csrf_token"),
    }
