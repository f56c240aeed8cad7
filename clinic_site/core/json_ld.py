"""JSON-LD: the content of a page as structured data with the schema.org vocabulary.

Browsers treat it as a data block, not a script, so a Content-Security-Policy without
'unsafe-inline' allows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString

# Escaped so that the data cannot end the <script> element.
_AS_JSON = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

Thing = Mapping[str, Any]


def block(*things: Thing) -> SafeString:
    """Return schema.org items as one `<script type="application/ld+json">`."""
    data = {"@context": "https://schema.org", "@graph": list(things)}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_AS_JSON)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def breadcrumb(crumbs: Iterable[tuple[str, str]]) -> Thing:
    """Return a breadcrumb list of names and absolute URLs, from the home page to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": url}
            for number, (name, url) in enumerate(crumbs, start=1)
        ],
    }


def faq_page(url: str, pairs: Iterable[tuple[str, str]]) -> Thing:
    """Return an FAQPage with questions and plain-text answers."""
    return {
        "@type": "FAQPage",
        "url": url,
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in pairs
        ],
    }
