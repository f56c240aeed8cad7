"""JSON-LD: what a page shows, said once more for machines in the words of schema.org.

A block of data, not a script: browsers do not run it, and a Content-Security-Policy without
'unsafe-inline' lets it stand. Imports nothing of the site, so that every app may use it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString

# Inside <script> only `</` ends the data; these three are never needed as they are.
_AS_JSON = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

Thing = Mapping[str, Any]


def block(*things: Thing) -> SafeString:
    """Return things of schema.org as one `<script type="application/ld+json">`."""
    data = {"@context": "https://schema.org", "@graph": list(things)}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_AS_JSON)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def breadcrumb(crumbs: Iterable[tuple[str, str]]) -> Thing:
    """Return a trail of names and full addresses, from the home page to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": url}
            for number, (name, url) in enumerate(crumbs, start=1)
        ],
    }


def faq_page(url: str, pairs: Iterable[tuple[str, str]]) -> Thing:
    """Return questions with their answers as plain text."""
    return {
        "@type": "FAQPage",
        "url": url,
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in pairs
        ],
    }
