"""Keep what staff type about a request: while they type, and when their session ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from clinic_site.core.same_origin import is_same_origin
from intake.models import Submission
from intake.roles import has_right
from intake.services.triage.staff_drafts import CALL, form_of, keep_draft

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

_REVEAL = "intake_submission_reveal"
_TYPED_AT = {"intake_submission_act", "intake_submission_draft", _REVEAL}


def keep(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Keep the draft that the page sends while someone types into the form of an action. Answers 204."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    submission = get_object_or_404(Submission, pk=object_id)
    form = form_of(request.GET.get("form", CALL))
    keep_draft(submission, request.POST, account=request.user, now=timezone.now(), form=form)
    return HttpResponse(status=204)


def keep_at_session_end(sender: Any, request: HttpRequest, **kwargs: Any) -> str:
    """Keep what was sent after the session had expired; return the path that shows it again, or "".

    No token proves where it comes from, so what another origin sends is not kept: it would be in the
    form as if the user had typed it. Staff pages name their origin even in browsers without Fetch Metadata.
    """
    if request.method != "POST" or not is_same_origin(request, allow_null=False):
        return ""
    try:
        match = resolve(request.path)
    except Resolver404:
        return ""
    if match.url_name not in _TYPED_AT:
        return ""
    submission = Submission.objects.filter(pk=match.kwargs["object_id"]).first()
    if submission is None:
        return ""
    if has_right(request.user, "change_submission"):
        word = match.kwargs.get("word") or request.GET.get("form", CALL)
        form = form_of("reveal" if match.url_name == _REVEAL else word)
        keep_draft(submission, request.POST, account=request.user, now=timezone.now(), form=form)
    return reverse("admin:intake_submission_change", args=[submission.pk])
