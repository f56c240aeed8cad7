"""The links that pages and FAQ answers may contain, from the data files and the clinic's details."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pydantic

from clinic_site import clinic
from clinic_site.core.link_rules import LinkRules, phone_key
from content.data.entries import DataModel, read_mapping
from content.data.helplines import Helplines
from content.data.references import Reference
from content.files import validation_error


class AllowedLinks(DataModel):
    """The hosts, phone numbers, and email addresses of `allowed_links.yaml`."""

    hosts: tuple[str, ...] = ()
    call: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


def load_link_rules(path: Path, references: Mapping[str, Reference], helplines: Helplines) -> LinkRules:
    """Return the rules for links. Raises ContentError with the file and line."""
    raw, text = read_mapping(path)
    try:
        more = AllowedLinks.model_validate(raw)
    except pydantic.ValidationError as error:
        raise validation_error(path, text, error) from None
    known = clinic.current()
    contacts = [contact.href for line in helplines.lines.values() for contact in line.numbers]
    phones = [href for href in (*contacts, known.phone_link) if href.startswith(("tel:", "sms:"))]
    phones += [f"tel:{number}" for number in more.call] + [f"sms:{number}" for number in more.text]
    sites = [href for href in contacts if href.startswith("https:")]
    sites += [address for source in references.values() for address in (source.link, source.url) if address]
    return LinkRules(
        numbers=frozenset(map(phone_key, phones)),
        hosts=frozenset({*(urlsplit(site).netloc.lower() for site in sites), *map(str.lower, more.hosts)}),
        emails=frozenset(mail.casefold() for mail in (known.clinic.email, *more.emails) if mail),
    )
