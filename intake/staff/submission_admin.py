"""Submissions in the admin: the queue, and one request opened."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intake.enums import OPEN_STATUSES, Status, SuspectReason
from intake.models import Submission
from intake.references import normal_reference
from intake.roles import may_open_answers
from intake.sealing import SealingError
from intake.services.reading import open_submission
from intake.services.triage import SameRequestIsOpen, same_request_is_open, set_status
from intake.staff.display import answer_lines
from intake.staff.permissions import NoDelete


class StatusForm(ModelForm):
    """Refuses to reopen a request whose twin is open."""

    def clean_status(self) -> str:
        """Return the status. Raises ValidationError when it cannot be given."""
        status = self.cleaned_data["status"]
        if status in OPEN_STATUSES and same_request_is_open(self.instance):
            raise ValidationError(_("The same person’s same request is open already."), code="twin")
        return status


@admin.register(Submission)
class SubmissionAdmin(NoDelete):
    """Overdue first. Opening one unseals it and is written to the read log."""

    form = StatusForm
    list_display = [
        *("reference", "kind", "received_at", "due_at", "is_overdue"),
        *("asked_again_at", "amended_at", "quarantined", "status"),
    ]
    list_filter = ["status", "kind", "quarantined"]
    search_fields = ["reference"]
    search_help_text = _("Search by reference. Nothing a patient wrote can be searched.")
    fields = ["reference", "kind", "received_at", "due_at", "withdrawn_at", "why_suspect", "status"]
    readonly_fields = ["reference", "kind", "received_at", "due_at", "withdrawn_at", "why_suspect"]
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/intake/submission/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave making requests to patients."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """Return the queue in the order in which it should be worked."""
        return Submission.objects.in_queue_order()

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Keep the order of the queue unless a column was clicked."""
        return []

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Submission], search_term: str
    ) -> tuple[QuerySet[Submission], bool]:
        """Find a reference however it was written down; anything else finds nothing."""
        if not search_term:
            return queryset, False
        return queryset.filter(reference=normal_reference(search_term)), False

    @admin.display(description=_("overdue"), empty_value="")
    def is_overdue(self, submission: Submission) -> str | None:
        """Return a word when the promised time of an open request has passed."""
        if submission.is_overdue(timezone.now()):
            return format_html('<span class="overdue">{}</span>', _("Overdue"))
        return None

    @admin.display(description=_("possible spam because it"))
    def why_suspect(self, submission: Submission) -> str:
        """Return the reasons for quarantine in words; a dash when there are none."""
        reasons = submission.suspect_reasons.split()
        return "; ".join(str(SuspectReason(reason).label) for reason in reasons) or "–"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the opened answers to the page, or say plainly that they cannot be opened."""
        submission: Submission = kwargs["obj"]
        try:
            context["may_open"] = may_open_answers(request.user)
            if context["may_open"]:
                opened = open_submission(submission, request.user)
                context["answers"] = answer_lines(opened.answers)
                context["changes"] = [
                    (each.received_at, answer_lines(each.answers)) for each in opened.changes
                ]
        except SealingError as error:
            context["cannot_open"] = str(error)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            context["cannot_open"] = type(error).__name__  # opened, but not what the form stores
        context["read_log"] = submission.read_log.select_related("reader")[:20]
        response = super().render_change_form(request, context, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    def save_model(self, request: HttpRequest, obj: Submission, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Hand a change of status to the service that owns it."""
        try:
            set_status(obj, Status(form.cleaned_data["status"]))
        except SameRequestIsOpen:
            messages.error(request, _("Not changed: the same person’s same request was opened just now."))
