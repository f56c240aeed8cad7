"""A new page that lacks only what an editor must write."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from content.faults import Fault
from content.frontmatter import TITLE_LENGTH
from content.library import Library
from content.lint.heads import PLACEHOLDER
from content.lint.wording import TREATMENT

SECTIONS = ("ptsd", "ketamine", "care", "help", "about")
_REVIEW_AFTER = dt.timedelta(days=180)

_STATUS = f"""\
# Where the treatment stands. Readers meet this box before any benefit is spoken of.
status:
  fda: "{PLACEHOLDER}: is it approved for this use? Begin with **Not approved for PTSD.** if not."
  guideline: "{PLACEHOLDER}: what does the guideline say?"
  certainty: very low  # high, moderate, low, very low or none
  risks: "{PLACEHOLDER}: the main risks in one or two sentences."
"""

_PAGE = """\
---
# A line that begins with # is a note to you. Readers do not see it; take it out when you are done.
# Replace each {placeholder}. `make check-pages` names those that are left. docs/writing.md explains all keys.
title: {title}
# One or two sentences under the title, at most 300 characters.
summary: "{placeholder}: what the page says, in one or two sentences."
# What a search engine shows: at most 160 characters, different on each page.
description: "{placeholder}: what a reader finds on this page."
section: {section}
# Pages of a section stand in this order; leave gaps.
order: 100
{status}# The day on which you last read the sources.
sources_checked: {today}
# Both stay null until a clinician has read the page; then the day and the name.
reviewed: null
reviewed_by: null
# The day on which somebody must look at the page again.
next_review: {next_review}
# Each [@id] of the page, one on each line below, like:  - feder2021
{cite}references: []
---

## {placeholder}: a heading

{placeholder}: your text.
"""

_CITE = """\
# On this page each figure, like 67%, 10 of 15 or 0.5 mg, needs its [@id] in the same paragraph or list.
"""


def new_page(root: Path, library: Library, section: str, slug: str, title: str, today: dt.date) -> Path:
    """Write the file of a new page and return its path.

    Raises Fault when the name is taken, the section unknown or the title not fit.
    """
    if section not in SECTIONS:
        raise Fault(f"choose a section: {', '.join(SECTIONS)}")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise Fault("write the slug in small letters and digits, with hyphens between words")
    if slug in library.pages:
        raise Fault(f"the name {slug!r} is taken by {library.pages[slug].file}; choose another")
    if not title.strip() or len(title) > TITLE_LENGTH:
        raise Fault(f"write a title of at most {TITLE_LENGTH} characters")
    path = root / "pages" / "en" / section / f"{slug}.md"
    if path.exists():
        raise Fault(f"{path} is there already; choose another slug")
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
