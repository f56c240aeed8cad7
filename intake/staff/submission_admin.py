"""Submissions in the admin: the URLs of the workbench, whose views are in the folders next to this file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intake.models import Submission
from intake.roles import has_right
from intake.staff.export.page import choose_page, export_page
from intake.staff.key_in.page import key_in_again, key_in_page
from intake.staff.permissions import NoDelete
from intake.staff.queue import page as queue_page
from intake.staff.requests import calendar_page, others_page, request_page, staff_drafts


@admin.register(Submission)
class SubmissionAdmin(NoDelete):
    """The queue and the page of a request. Opening a request is recorded in the audit trail."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: requests come from the patients' form, or from "Add a request"."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return False: the bar at the top leads to the queue, so the settings don't list it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return whether one of the user's roles may work the queue; being a superuser is not enough."""
        return has_right(request.user, "change_submission")

    def get_urls(self) -> list[URLPattern]:
        """Return the URLs of the workbench, before the admin's own."""

        def at(route: str, view: Callable[..., HttpResponse], name: str, guard: Callable) -> URLPattern:
            bound = update_wrapper(partial(view, self), view)
            return path(route, self.admin_site.admin_view(guard(bound)), name=f"intake_submission_{name}")

        reading_and_writing = require_http_methods(["GET", "HEAD", "POST"])
        return [
            at("export/", export_page, "export", reading_and_writing),
            at("export/choose/", choose_page, "choose", require_POST),
            at("next/", queue_page.take_next, "next", require_POST),
            at("search/", queue_page.search, "search", require_POST),
            at("decide/", queue_page.decide, "decide", require_POST),
            at("hand-over/", queue_page.hand_over_selected, "hand_over", require_POST),
            at("key-in/", key_in_page, "key_in", reading_and_writing),
            at("key-in/<str:typed>/", key_in_again, "key_in_again", require_safe),
            at("<uuid:object_id>/print/", request_page.print_out, "print", require_safe),
            at("<uuid:object_id>/reveal/", request_page.reveal, "reveal", require_POST),
            at("<uuid:object_id>/mask/", request_page.mask, "mask", require_POST),
            at("<uuid:object_id>/draft/", staff_drafts.keep, "draft", require_POST),
            at("<uuid:object_id>/appointment.ics", calendar_page.calendar, "calendar", require_safe),
            at("<uuid:object_id>/others/", others_page.others, "others", require_safe),
            at("<uuid:object_id>/do/<slug:word>/", request_page.act, "act", require_POST),
            at("<uuid:object_id>/compare/<slug:word>/", request_page.compare, "compare", require_safe),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the queue."""
        return queue_page.queue(self, request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a request. This URL accepts no POST."""
        return require_safe(partial(request_page.show, self))(request, object_id)


def queue_first(request: HttpRequest) -> HttpResponse:
    """Redirect staff who may see requests to the queue; show others the admin index."""
    if has_right(request.user, "view_submission"):
        return HttpResponseRedirect(reverse("admin:intake_submission_changelist"))
    return admin.site.index(request)
