"""An export begins with the right to export, and with an entry in the audit trail."""

from __future__ import annotations

import pytest

from intake.enums import ExportFormat, ExportReason
from intake.models import AuditEvent
from intake.services.exporting import Export, Selection, begin
from tests.intake.workbench import desk, request_of

pytestmark = pytest.mark.django_db


def test_no_export_begins_without_the_right() -> None:
    request_of()
    export = Export(Selection(), ExportFormat.JSON, ExportReason.OWN_WORK, ("phone",), opened=True)

    with pytest.raises(PermissionError):
        begin(export, desk())
    assert not AuditEvent.objects.exists()
