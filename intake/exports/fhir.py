"""Export requests as one HL7 FHIR R4 Bundle (hl7.org/fhir/R4), for a health record system.

The bundle is a transaction of PUTs with ids derived from the submission's id, so importing it
again updates resources instead of duplicating them. If the answers of a request were destroyed or can't be
opened, its patient is added only if the receiver doesn't have them yet, because a PUT would empty the name
and number there. Nothing depends on the time of the export, so the same requests give the same bytes. A
withdrawn request is a cancelled Task.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from intake.exports.fhir_answers import response
from intake.exports.fhir_parts import (
    Ids,
    asker,
    communications,
    consent,
    contact_flag,
    patient,
    service_request,
    task,
)
from intake.services.exporting import ExportRow

Resource = dict[str, Any]


def fhir_file(rows: Iterable[ExportRow], fields: tuple[str, ...], base: str) -> Iterator[str]:
    """Yield the bundle in chunks, one entry per line.

    `fields` are the ids of the questions to include, `base` is the URL of the site, which
    identifies its code systems. There must be at least one row, since FHIR has no empty lists.
    """
    yield '{"resourceType":"Bundle","type":"transaction","entry":['
    between = "\n"
    for row in rows:
        for resource in resources(row, frozenset(fields), base):
            entry = _entry(resource, is_known=bool(row.answers))
            yield between + json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            between = ",\n"
    yield "\n]}\n"


def resources(row: ExportRow, fields: frozenset[str], base: str) -> Iterator[Resource]:
    """Yield the resources for one submission: at least three, even without its answers."""
    ids = Ids(row.submission, base)
    included = {name: value for name, value in row.answers.items() if name in fields}
    for_another = row.answers.get("for_whom") == "someone"
    # Without the answers it isn't known who asked: the patient, or someone on their behalf.
    who = ids.reference("RelatedPerson" if for_another else "Patient") if row.answers else {}
    yield patient(ids, row, {} if for_another else included)
    if for_another:
        yield asker(ids, row, included)
    yield service_request(ids, row.submission, who)
    yield task(ids, row, who)
    if row.answers:
        yield contact_flag(ids, row)
        yield response(ids, row, included, who)
        yield consent(ids, row, who)
    yield from communications(ids, row.submission, who)


def _entry(resource: Resource, *, is_known: bool) -> dict[str, Any]:
    kind = resource["resourceType"]
    request = {"method": "PUT", "url": f"{kind}/{resource['id']}"}
    if kind == "Patient" and not is_known:
        (same,) = resource["identifier"]
        identifier = f"identifier={same['system']}|{same['value']}"
        request = {"method": "POST", "url": kind, "ifNoneExist": identifier}
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource, "request": request}
