"""Taking requests out of the site, from the queue and from one request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from intake.enums import ExportFormat
from intake.exports.address import ids_in_words
from intake.exports.csv_file import csv_file
from intake.exports.fhir import fhir_file
from intake.exports.json_file import json_file
from intake.models import Submission
from intake.services.exporting import Export, Row, begin, may_export, rows
from intake.staff.export_form import MOST_CHOSEN, ExportForm
from intake.staff.queue_page import to_queue

_TYPES = {
    ExportFormat.CSV: ("text/csv; charset=utf-8", "csv"),
    ExportFormat.JSON: ("application/json", "json"),
    ExportFormat.FHIR: ("application/fhir+json; fhirVersion=4.0", "fhir.json"),
}
_BLOCK = 64 * 1024  # characters that are sent at a time


class Exports(admin.ModelAdmin):
    """The page on which staff choose what to take out."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages before the addresses of single requests."""
        choose = require_POST(self.choose_page)
        return [
            path("export/", self.admin_site.admin_view(self.export_page), name="intake_submission_export"),
            path("export/choose/", self.admin_site.admin_view(choose), name="intake_submission_choose"),
            *super().get_urls(),
        ]

    def choose_page(self, request: HttpRequest) -> HttpResponse:
        """Ask the same of the requests that were ticked in the queue; no address holds which they are."""
        if not may_export(request.user):
            raise PermissionDenied
        picked = set(request.POST.getlist("pick"))
        chosen = Submission.objects.filter(reference__in=sorted(picked)[: MOST_CHOSEN + 1])
        ids = list(chosen.values_list("pk", flat=True))
        if not picked:
            messages.warning(request, _("Tick the requests first."))
            return to_queue(request)
        if len(ids) != len(picked):
            raise BadRequest("some of the chosen requests are none")
        return self._asking(request, ExportForm(initial={"ids": ids_in_words(ids)}))

    def export_page(self, request: HttpRequest) -> HttpResponse:
        """Ask what and why, then send the file."""
        if not may_export(request.user):
            raise PermissionDenied
        initial = {name: request.GET[name] for name in ("ids", "format") if name in request.GET}
        form = ExportForm(request.POST or None, initial=initial)
        if form.is_valid():
            return _file(form.export(), request)
        return self._asking(request, form)

    def _asking(self, request: HttpRequest, form: ExportForm) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "is_nav_sidebar_enabled": False,
            "title": _("Export requests"),
            "opts": self.opts,
            "form": form,
            "chosen": Submission.objects.filter(pk__in=form.chosen).order_by("received_at", "pk"),
        }
        response = TemplateResponse(request, "admin/intake/submission/export.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response


def stream(export: Export, actor: AbstractBaseUser) -> Iterator[bytes]:
    """Write down that `actor` takes these requests out, and return the file block by block."""
    ids = begin(export, actor)
    return _in_blocks(_pieces(export, rows(ids, export, actor)))


def _file(export: Export, request: HttpRequest) -> StreamingHttpResponse:
    content_type, ending = _TYPES[export.format]
    name = f"requests-{timezone.localdate().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(stream(export, request.user), content_type=content_type, headers=headers)


def _pieces(export: Export, found: Iterator[Row]) -> Iterator[str]:
    if export.format == ExportFormat.FHIR:
        return fhir_file(found, export.columns, settings.SITE_URL)
    return (csv_file if export.format == ExportFormat.CSV else json_file)(found, export.columns)


def _in_blocks(pieces: Iterable[str]) -> Iterator[bytes]:
    block, size = [], 0
    for piece in pieces:
        block.append(piece)
        size += len(piece)
        if size >= _BLOCK:
            yield "".join(block).encode()
            block, size = [], 0
    yield "".join(block).encode()
