"""Requests as one HL7 FHIR R4 Bundle (hl7.org/fhir/R4), for a health record system.

The bundle is a transaction of PUTs with ids that follow from the submission's own id: what is
imported twice is updated and not doubled. Nothing in it depends on when it was made, so the
same requests give the same bytes. A request that was withdrawn is a cancelled Task.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from intake.exports.fhir_answers import response
from intake.exports.fhir_parts import Ids, asker, communications, consent, patient, service_request, task
from intake.services.exporting import Row

Resource = dict[str, Any]


def fhir_file(rows: Iterable[Row], fields: tuple[str, ...], base: str) -> Iterator[str]:
    """Yield the bundle piece by piece, one entry a line.

    `fields` are the ids of the questions whose answers may be told, `base` the address of the
    site, which names its code systems. There must be at least one row: FHIR has no empty lists.
    """
    yield '{"resourceType":"Bundle","type":"transaction","entry":['
    between = "\n"
    for row in rows:
        for resource in resources(row, frozenset(fields), base):
            yield between + json.dumps(
                _entry(resource), ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
            between = ",\n"
    yield "\n]}\n"


def resources(row: Row, fields: frozenset[str], base: str) -> Iterator[Resource]:
    """Yield the resources that tell of one submission. Without its answers, three are left."""
    ids = Ids(row.submission, base)
    told = {name: value for name, value in row.answers.items() if name in fields}
    for_another = row.answers.get("for_whom") == "someone"
    who = ids.reference("RelatedPerson" if for_another else "Patient")
    yield patient(ids, {} if for_another else told)
    if for_another:
        yield asker(ids, told)
    yield service_request(ids, row.submission, who)
    yield task(ids, row, who)
    if row.answers:
        yield response(ids, row, told, who)
        yield consent(ids, row, who)
    yield from communications(ids, row.submission, who)


def _entry(resource: Resource) -> dict[str, Any]:
    return {
        "fullUrl": f"urn:uuid:{resource['id']}",
        "resource": resource,
        "request": {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"},
    }
