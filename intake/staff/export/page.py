"""Exporting requests, from the queue or from a single request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.enums import ExportFormat
from intake.exports.csv_file import csv_file
from intake.exports.fhir import fhir_file
from intake.exports.json_file import json_file
from intake.models import Submission
from intake.rules.references import references_in
from intake.services.exporting import Export, ExportRow, begin, may_export, rows
from intake.staff.admin_forms.kept_form import keep_at, keep_typed, kept_at_end, typed_before
from intake.staff.export.export_form import MOST_CHOSEN, ExportForm
from intake.staff.queue.page import to_queue

_TYPES = {
    ExportFormat.CSV: ("text/csv; charset=utf-8", "csv"),
    ExportFormat.JSON: ("application/json", "json"),
    ExportFormat.FHIR: ("application/fhir+json; fhirVersion=4.0", "fhir.json"),
}
_CHUNK = 64 * 1024  # characters per chunk of the response


def choose_page(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form for requests selected in the queue, without putting their ids into a URL."""
    if not may_export(request.user):
        raise PermissionDenied
    picked = set(request.POST.getlist("pick"))
    chosen = Submission.objects.filter(reference__in=references_in(sorted(picked)[: MOST_CHOSEN + 1]))
    ids = list(chosen.values_list("pk", flat=True))
    if not picked:
        messages.warning(request, _("Select the requests first."))
        return to_queue(request)
    if len(ids) != len(picked):
        raise BadRequest("some of the selected requests do not exist")
    return _form_page(admin, request, ExportForm(initial={"ids": ".".join(pk.hex for pk in ids)}))


def export_page(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the form, or send the file."""
    if not may_export(request.user):
        raise PermissionDenied
    if response := kept_at_end(request):
        return response
    initial = {name: request.GET[name] for name in ("ids", "format", "since", "until") if name in request.GET}
    several = ("kinds", "languages", "people")
    initial |= {name: request.GET.getlist(name) for name in several if name in request.GET}
    typed = request.POST
    if request.method == "GET":
        typed = admin.admin_site.posted_before(request) or typed_before(request)
    form = ExportForm(typed or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        here = reverse("admin:intake_submission_export")
        if response := admin.admin_site.require_fresh_factor(request, here):
            return response
        return _file(form.export(), request)
    return _form_page(admin, request, form)


def _keep(request: HttpRequest) -> str:
    return keep_typed(request) if may_export(request.user) else ""


keep_at("admin:intake_submission_export", _keep)


def _form_page(admin: ModelAdmin, request: HttpRequest, form: ExportForm) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Export requests"),
        "form": form,
        "chosen": Submission.objects.filter(pk__in=form.chosen).order_by("received_at", "pk"),
    }
    return TemplateResponse(request, "admin/intake/submission/export.html", context)


def stream(export: Export, actor: AbstractBaseUser) -> Iterator[bytes]:
    """Record that `actor` exports these requests, and return the file in chunks."""
    ids = begin(export, actor)
    return _in_chunks(_text(export, rows(ids, export, actor)))


def _file(export: Export, request: HttpRequest) -> StreamingHttpResponse:
    content_type, ending = _TYPES[export.format]
    name = f"requests-{timezone.localdate().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(stream(export, request.user), content_type=content_type, headers=headers)


def _text(export: Export, found: Iterator[ExportRow]) -> Iterator[str]:
    if export.format == ExportFormat.FHIR:
        return fhir_file(found, export.columns, settings.SITE_URL)
    return (csv_file if export.format == ExportFormat.CSV else json_file)(found, export.columns)


def _in_chunks(texts: Iterable[str]) -> Iterator[bytes]:
    chunk, size = [], 0
    for text in texts:
        chunk.append(text)
        size += len(text)
        if size >= _CHUNK:
            yield "".join(chunk).encode()
            chunk, size = [], 0
    yield "".join(chunk).encode()
