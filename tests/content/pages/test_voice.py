"""No page, answer or template has the words that readers find stiff, or notes to ourselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from content.files import read_text

BANNED = re.compile(
    r"(?:could ?not|couldn['’]t|have not|haven['’]t) verif|could not check|"
    r"read (?:it |this |about it )?(?:only )?second-hand|"
    r"\bdummy (?:pill|spray|treatment)|\bmend\b|\banew\b|\bwhoever\b|(?-i:\bis none\b)|"
    r"takes no cookies|insurance often does not pay|yoga beat no treatment|this clinic sees adults|"
    r"treatment visits are in person|anyone who sells something|"
    # No study has compared ketamine with a recommended treatment.
    r"works? better for (?:many|most)",
    re.IGNORECASE,
)
# Only this page says how far a source was read.
ABOUT_OUR_READING = "sources-and-review.md"
ROOT = Path(settings.BASE_DIR)
FILES = [
    *sorted((ROOT / "content" / "pages").rglob("*.md")),
    *sorted((ROOT / "content" / "charts").glob("*.yaml")),
    *(ROOT / "content" / "data" / name for name in ("claims.yaml", "glossary.yaml")),
    *sorted((ROOT / "intake" / "faq").glob("*.md")),
    *sorted((ROOT / "intake" / "rules").glob("*.py")),
    *sorted((ROOT / "templates").rglob("*.html")),
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_file_has_no_banned_phrase(file: Path) -> None:
    if file.name == ABOUT_OUR_READING:
        pytest.skip("says how far each source was read")

    assert BANNED.findall(read_text(file)) == []


@pytest.mark.parametrize(
    "phrase",
    [
        "We could not verify it.",
        "on a dummy pill",
        "start anew",
        "Please mend these",
        "what works better for many",
    ],
)
def test_banned_phrase_is_found(phrase: str) -> None:
    assert BANNED.search(phrase)
