"""All data files that pages use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from clinic_site.core.languages import current, prefix_of
from clinic_site.core.link_rules import LinkRules
from content.data.allowed_links import load_link_rules
from content.data.claims import Claim, load_sourced
from content.data.drugs import Drug
from content.data.entries import load_entries
from content.data.glossary import Term
from content.data.helplines import Helplines, load_helplines
from content.data.references import Reference
from content.files import read_text

_SOURCE_INDEX = "sources-and-review"


@dataclass(frozen=True)
class SiteData:
    """Sources, glossary terms, claims, drugs, and help lines by id.

    `source_index_path` is the URL path of the page that lists all claims and sources, or "" if there
    is no such page. `links` contains the rules for links.
    """

    references: Mapping[str, Reference] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    drugs: Mapping[str, Drug] = field(default_factory=dict)
    helplines: Helplines = field(default_factory=Helplines)
    source_index_path: str = ""
    links: LinkRules = field(default_factory=LinkRules)


def load_site_data(root: Path) -> SiteData:
    """Load the data files of a content folder. Raises ContentError with the file and line."""
    references = load_entries(root / "data" / "references.yaml", Reference)
    helplines = load_helplines(root / "data" / "helplines.yaml", references)
    return SiteData(
        references=references,
        glossary=load_entries(root / "data" / "glossary.yaml", Term),
        claims=load_sourced(root / "data" / "claims.yaml", Claim, references),
        drugs=load_sourced(root / "data" / "drugs.yaml", Drug, references),
        helplines=helplines,
        source_index_path=_source_index_path(root),
        links=load_link_rules(root / "data" / "allowed_links.yaml", references, helplines),
    )


def _source_index_path(root: Path) -> str:
    """Return the path of the index in the current language, in English if it has none, or ""."""
    for language in (current(), settings.LANGUAGE_CODE):
        for page in (root / "pages" / language).glob(f"*/{_SOURCE_INDEX}.md"):
            route = re.search(r"^slug: (\S+)$", read_text(page), re.MULTILINE)
            return f"{prefix_of(language)}/{route[1] if route else _SOURCE_INDEX}/"
    return ""
