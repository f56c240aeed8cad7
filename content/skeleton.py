"""Templates for new pages, with placeholders for the editor."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from content.library import Library
from content.lint.metadata import PLACEHOLDER
from content.lint.wording import TREATMENT
from content.markup.frontmatter import TITLE_LENGTH

SECTIONS = ("ptsd", "ketamine", "care", "help", "about")
_REVIEW_AFTER = dt.timedelta(days=180)

_STATUS = f"""\
# The status box. Readers see it before any benefit is mentioned.
status:
  fda: "{PLACEHOLDER}: does the FDA approve it for this? If not, begin with **Not approved for PTSD.**"
  guideline: "{PLACEHOLDER}: what does the guideline say?"
  # high, moderate, low, very low, or none
  certainty: very low
  risks: "{PLACEHOLDER}: the main risks, in a sentence or two."
"""

_PAGE = """\
---
# Lines that start with # are notes to you. Readers don't see them; delete them when you're done.
# Replace each {placeholder}. `make check-pages` finds any you missed, and docs/writing.md explains the rest.
title: {title}
# Shown below the title, at most 300 characters. Tell readers what they'll get from this page.
summary: "{placeholder}: what will readers know after this page?"
# Shown by search engines, at most 160 characters, different on each page.
description: "{placeholder}: what's on this page, in one sentence?"
section: {section}
# Where the page comes in its section. Leave gaps for later pages.
order: 100
# The three or four things to remember if someone reads nothing else.
key_takeaways:
  - "{placeholder}: the most important thing, in one sentence."
{status}# The day you last read the sources.
sources_checked: {today}
# Both stay null until a clinician has reviewed the page. Then: the day, and their name.
reviewed: null
reviewed_by: null
# The day by which someone should review it again.
next_review: {next_review}
# The id of each source you cite, one per line below, like:  - feder2021
{cite}references: []
---

## {placeholder}: what readers ask, in their own words

{placeholder}: your answer, the way a good nurse would say it: "you", "we", everyday words.

## {placeholder}: what they can do next

{placeholder}: one or two small steps. If a fact is missing, leave it out or make it a question to ask.
"""

_CITE = """\
# Every figure on this page, like 67%, 10 of 15, or 0.5 mg, needs an [@id] in its paragraph or list.
"""


class NewPageError(ValueError):
    """A page with this section, slug, and title cannot be created."""


def new_page(root: Path, library: Library, section: str, slug: str, title: str, today: dt.date) -> Path:
    """Create the file of a new page and return its path.

    Raises NewPageError if the slug is invalid or already used, the section is unknown, or the title
    is empty or too long.
    """
    if section not in SECTIONS:
        raise NewPageError(f"choose a section: {', '.join(SECTIONS)}")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise NewPageError("write the slug in lowercase letters and digits, with hyphens between words")
    if slug in library.pages:
        raise NewPageError(f"the name {slug!r} is already used by {library.pages[slug].file}; choose another")
    if not title.strip() or len(title) > TITLE_LENGTH:
        raise NewPageError(f"write a title of at most {TITLE_LENGTH} characters")
    path = root / "pages" / "en" / section / f"{slug}.md"
    if path.exists():
        raise NewPageError(f"{path} already exists; choose another slug")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(section, title.strip(), today), encoding="utf-8")
    return path


def _text(section: str, title: str, today: dt.date) -> str:
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return _PAGE.format(
        placeholder=PLACEHOLDER,
        title=f'"{quoted}"',
        section=section,
        status=_STATUS if section == "ketamine" else "",
        today=today.isoformat(),
        next_review=(today + _REVIEW_AFTER).isoformat(),
        cite=_CITE if section in TREATMENT else "",
    )
