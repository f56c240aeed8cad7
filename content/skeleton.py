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
# The status of the treatment. Readers see this box before any benefit is mentioned.
status:
  fda: "{PLACEHOLDER}: is it approved for this use? Begin with **Not approved for PTSD.** if not."
  guideline: "{PLACEHOLDER}: what does the guideline say?"
  # high, moderate, low, very low or none
  certainty: very low
  risks: "{PLACEHOLDER}: the main risks in one or two sentences."
"""

_PAGE = """\
---
# A line that begins with # is a note to you. Readers do not see it; remove it when you are done.
# Replace each {placeholder}. `make check-pages` lists those that remain. docs/writing.md explains all keys.
title: {title}
# One or two sentences under the title, at most 300 characters.
summary: "{placeholder}: what the page says, in one or two sentences."
# The text in search results: at most 160 characters, different on each page.
description: "{placeholder}: what a reader finds on this page."
section: {section}
# The position of the page in its section; leave gaps.
order: 100
{status}# The date on which you last read the sources.
sources_checked: {today}
# Both stay null until a clinician has reviewed the page; then the date and the name.
reviewed: null
reviewed_by: null
# The date by which the page must be reviewed again.
next_review: {next_review}
# Each [@id] on the page, one per line below, like:  - feder2021
{cite}references: []
---

## {placeholder}: a heading

{placeholder}: your text.
"""

_CITE = """\
# On this page each number, like 67%, 10 of 15, or 0.5 mg, needs an [@id] in the same paragraph or list.
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
