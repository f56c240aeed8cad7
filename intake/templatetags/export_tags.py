"""The link to the export."""

from __future__ import annotations

from django import template
from django.template.context import Context

from intake.enums import ExportFormat
from intake.exports.address import export_address
from intake.models import Submission
from intake.services.exporting import may_export

register = template.Library()


@register.simple_tag(takes_context=True, name="export_address")
def address_for(context: Context, submission: Submission | None = None) -> str:
    """Return the URL of the export page, or of one request as FHIR; "" for users without permission."""
    if not may_export(context["request"].user):
        return ""
    return export_address([submission.pk], ExportFormat.FHIR) if submission else export_address()
