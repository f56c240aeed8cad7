"""The FAQ: published entries, votes, and the entries that ship with the site."""

from __future__ import annotations

import datetime as dt
import json
from hashlib import sha256
from pathlib import Path

import frontmatter
from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max
from django.utils import timezone

from clinic_site.core.languages import current
from intake.models import FaqEntry

SHIPPED_ENTRIES = Path(__file__).resolve().parent.parent / "faq"
_FINGERPRINTS = SHIPPED_ENTRIES / "shipped.json"  # of each version that we shipped, by slug
MOST_VOTES = 1_000_000


def published() -> list[FaqEntry]:
    """Return the published entries in the current language, in order; in English if there are none."""
    entries = FaqEntry.objects.for_readers()
    return list(entries.filter(language=current())) or list(entries.filter(language=settings.LANGUAGE_CODE))


def last_change() -> dt.datetime | None:
    """Return when a published entry was last changed, or None if nothing is published."""
    return FaqEntry.objects.for_readers().aggregate(last=Max("updated_at"))["last"]


def by_topic(entries: list[FaqEntry]) -> list[tuple[str, list[FaqEntry]]]:
    """Return the topics with their entries, both in the order of the entries.

    Topics that differ only in case are one, spelled as in the first entry.
    """
    topics: dict[str, list[FaqEntry]] = {}
    for entry in entries:
        topics.setdefault(entry.topic.casefold(), []).append(entry)
    return [(found[0].topic, found) for found in topics.values()]


def version() -> tuple[int, dt.datetime | None, dt.date]:
    """Return a value that changes when an entry is added, edited or removed, but not with votes.

    It includes today's date, because an entry may be scheduled for publication on a day.
    """
    found = FaqEntry.objects.aggregate(count=Count("pk"), last=Max("updated_at"))
    return found["count"], found["last"], timezone.localdate()


def count_answer(entry: FaqEntry, *, clear: bool) -> None:
    """Count one vote on whether an answer was clear; nothing about the reader is stored.

    Counting stops at MOST_VOTES, so that the column cannot overflow.
    """
    column = "yes_count" if clear else "no_count"
    FaqEntry.objects.filter(pk=entry.pk, **{f"{column}__lt": MOST_VOTES}).update(**{column: F(column) + 1})


def fingerprint(entry: FaqEntry) -> str:
    """Return a hash of what an entry says. White space doesn't count: browsers send other line endings."""
    words = "\n\n".join((entry.question, entry.answer, entry.references, entry.learn_more))
    return sha256(" ".join(words.split()).encode()).hexdigest()


def read_shipped_entries(folder: Path = SHIPPED_ENTRIES) -> list[FaqEntry]:
    """Return the shipped entries, unsaved. Raises ValueError, naming the file, if a key is missing.

    A translation is in the folder of its language, has the file name of the English entry, and gives
    its own `slug`.
    """
    entries = []
    for path in sorted(folder.rglob("*.md")):
        post = frontmatter.load(str(path))
        try:
            entries.append(
                FaqEntry(
                    language=settings.LANGUAGE_CODE if path.parent == folder else path.parent.name,
                    slug=str(post.get("slug", path.stem.partition("-")[2])),
                    question=str(post["question"]),
                    topic=str(post["topic"]),
                    order=int(post["order"]),
                    answer=post.content.strip(),
                    references=", ".join(post["references"]),
                    learn_more=str(post["learn_more"]),
                    published=True,
                )
            )
        except KeyError as error:
            raise ValueError(f"{path}: front matter lacks {error}") from None
    return entries


@transaction.atomic
def load_shipped_entries() -> int:
    """Add missing shipped entries and return how many were added. Existing entries stay untouched."""
    known = set(FaqEntry.objects.values_list("slug", flat=True))
    missing = [entry for entry in read_shipped_entries() if entry.slug not in known]
    return len(FaqEntry.objects.bulk_create(missing))


@transaction.atomic
def reword_shipped_entries() -> int:
    """Update entries that still have the words of an earlier release; return how many.

    An entry that the clinic reworded, or that a clinician reviewed, stays untouched.
    """
    shipped = shipped_fingerprints()
    reworded = 0
    for new in read_shipped_entries():
        older = shipped.get(new.slug, [])[:-1]
        entry = FaqEntry.objects.select_for_update().filter(slug=new.slug, reviewed=None).first()
        if entry and fingerprint(entry) in older:
            for name in ("question", "answer", "references", "learn_more"):
                setattr(entry, name, getattr(new, name))
            entry.save()
            reworded += 1
    return reworded


def shipped_fingerprints() -> dict[str, list[str]]:
    """Return by slug the fingerprints of all versions of an entry that we shipped, oldest first."""
    return json.loads(_FINGERPRINTS.read_text(encoding="ascii"))
