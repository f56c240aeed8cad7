"""The questions people ask: what is shown, and the first entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import frontmatter
from django.db import transaction
from django.db.models import Max

from intake.models import FaqEntry

FIRST_ENTRIES = Path(__file__).resolve().parent.parent / "faq"


def published() -> list[FaqEntry]:
    """Return the entries that readers see, in order."""
    return list(FaqEntry.objects.filter(published=True))


def last_change() -> dt.datetime | None:
    """Return when an entry that readers see was last changed; None while there is none."""
    return FaqEntry.objects.filter(published=True).aggregate(last=Max("updated_at"))["last"]


@dataclass(frozen=True)
class FirstEntry:
    """One entry as shipped in a data file."""

    slug: str
    question: str
    topic: str
    order: int
    answer: str


def read_first_entries(folder: Path = FIRST_ENTRIES) -> list[FirstEntry]:
    """Read the shipped entries. Raises ValueError that names a file with a missing key."""
    entries = []
    for path in sorted(folder.glob("*.md")):
        post = frontmatter.load(str(path))
        try:
            entries.append(
                FirstEntry(
                    slug=path.stem.partition("-")[2],
                    question=str(post["question"]),
                    topic=str(post["topic"]),
                    order=int(post["order"]),
                    answer=post.content.strip(),
                )
            )
        except KeyError as error:
            raise ValueError(f"{path}: front matter lacks {error}") from None
    return entries


@transaction.atomic
def load_first_entries() -> int:
    """Add shipped entries that are not there; never touch one that staff may have edited.

    Returns how many were added.
    """
    known = set(FaqEntry.objects.values_list("slug", flat=True))
    fresh = [entry for entry in read_first_entries() if entry.slug not in known]
    FaqEntry.objects.bulk_create(
        FaqEntry(
            slug=entry.slug,
            question=entry.question,
            topic=entry.topic,
            order=entry.order,
            answer=entry.answer,
        )
        for entry in fresh
    )
    return len(fresh)
