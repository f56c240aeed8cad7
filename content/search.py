"""Search over short documents: words and their stems, synonyms, and the passage that matched.

An FTS5 table in memory does the matching (https://www.sqlite.org/fts5.html). Its own ranking is
not used: on a site about one subject the most telling words stand in half of all documents, and
bm25 counts those as nothing.
"""

from __future__ import annotations

import difflib
import math
import re
import sqlite3
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from content.documents import Document

MAX_LENGTH = 200  # characters of a query that are looked at
_MAX_WORDS = 24
_LONGEST_PHRASE = 6  # words of a synonym
_PASSAGES = 2  # shown for one page
_SUGGESTIONS = 3
_WEIGHTS = {"words": 12.0, "title": 8.0, "heading": 5.0, "body": 2.0}
_SYNONYM = 0.6  # a synonym counts so much of the word itself
_OPEN, _CLOSE = "\x02", "\x03"  # marks of a match; no text holds them
_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    _WORD.findall(
        "a about after all also am an and any are as at be been but by can cant could did didnt do does "
        "doesnt dont every for from get go going got had has have having he her here him his how i if im "
        "in into is it its ive just let like ll me much my need no not of on or our re really s she "
        "should so some t take tell than that the their them then there these they this those to too up "
        "us use ve very want was we were what when where which while who whom why will with wont would "
        "you your"
    )
)


@dataclass(frozen=True)
class Part:
    """A stretch of a passage; `marked` where it matched."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Passage:
    """The part of a document that matched, and the document's address and heading."""

    path: str
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Hit:
    """One page that matched, its best passages first."""

    path: str
    title: str
    score: float
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class _Concept:
    """A word or phrase of a query, and others that mean the same, as FTS5 strings."""

    exact: str
    others: tuple[str, ...] = ()

    @property
    def any(self) -> str:
        return " OR ".join((self.exact, *self.others))


@dataclass
class _Scored:
    """The best that a page has for each concept, and what each of its documents has in all."""

    concepts: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    documents: dict[int, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def score(self) -> float:
        # The second term lets a page win that says it all in one place.
        return sum(self.concepts.values()) + 0.1 * max(self.documents.values())


def words_of(text: str) -> list[str]:
    """Return the words of a query in lower case; no other sign reaches the database."""
    text = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).casefold()
    return _WORD.findall(text)[:_MAX_WORDS]


class Index:
    """Searches a fixed set of documents. Threads may share one."""

    def __init__(self, documents: Sequence[Document], same: Iterable[Sequence[str]] = ()) -> None:
        self.documents = list(documents)
        self._tops = {each.title: each.path for each in reversed(self.documents)}
        self._one_at_a_time = threading.Lock()  # a search takes a few milliseconds
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._groups = [[phrase for phrase in map(_quoted, group) if phrase] for group in same]
        self._fill(list(same))
        told = " ".join(f"{each.title} {each.heading} {each.words} {each.text}" for each in self.documents)
        known = {word.casefold() for word in _WORD.findall(told)}
        self._vocabulary = sorted(word for word in known if len(word) > 3 and word.isalpha())

    def search(self, query: str) -> list[Hit]:
        """Return the pages that match, the best first. Any text is a query; none is an error."""
        with self._one_at_a_time:
            concepts = self._concepts(words_of(query))
            pages: dict[str, _Scored] = defaultdict(_Scored)
            for number, concept in enumerate(concepts):
                for row, score in self._scores(concept).items():
                    page = pages[self.documents[row].title]
                    page.concepts[number] = max(page.concepts[number], score)
                    page.documents[row] += score
            # Python's sort is stable: pages with equal scores stay in the order of the library.
            best = sorted(pages.items(), key=lambda item: -item[1].score)
            return [self._hit(title, scored, concepts) for title, scored in best]

    def suggestions(self, query: str) -> list[str]:
        """Return up to three queries like this one, in words that the documents hold."""
        words = words_of(query)
        with self._one_at_a_time:
            odd = {at: self._near(word) for at, word in enumerate(words) if not self._knows(word)}
        if not any(odd.values()):
            return []
        found = []
        for choice in range(_SUGGESTIONS):
            parts = [_nth(odd[at], choice) if at in odd else word for at, word in enumerate(words)]
            suggestion = " ".join(part for part in parts if part)
            if suggestion not in found:
                found.append(suggestion)
        return found

    def _fill(self, same: list[Sequence[str]]) -> None:
        tokens = "tokenize = 'porter unicode61 remove_diacritics 2'"
        self._database.execute(f"CREATE VIRTUAL TABLE docs USING fts5(words, title, heading, body, {tokens})")
        self._database.executemany(
            "INSERT INTO docs (rowid, words, title, heading, body) VALUES (?, ?, ?, ?, ?)",
            [
                (row, each.words, each.title, each.heading, each.text)
                for row, each in enumerate(self.documents)
            ],
        )
        self._database.execute(
            f"CREATE VIRTUAL TABLE phrases USING fts5(phrase, size UNINDEXED, part_of UNINDEXED, {tokens})"
        )
        self._database.executemany(
            "INSERT INTO phrases VALUES (?, ?, ?)",
            [(phrase, len(words_of(phrase)), at) for at, group in enumerate(same) for phrase in group],
        )

    def _concepts(self, words: list[str]) -> list[_Concept]:
        """Return what a query speaks of: known phrases, the longest first, then single words."""
        concepts, plain, at = [], [], 0
        while at < len(words):
            for size in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
                phrase = '"{}"'.format(" ".join(words[at : at + size]))
                if others := self._others(phrase, size):
                    concepts.append(_Concept(phrase, others))
                    break
            else:
                size = 1
                if words[at] not in _STOP:
                    concepts.append(_Concept(f'"{words[at]}"'))
                plain.append(words[at])
            at += size
        concepts = concepts or [_Concept(f'"{word}"') for word in plain]
        return list(dict.fromkeys(concepts))

    def _others(self, phrase: str, size: int) -> tuple[str, ...]:
        """Return what means the same as a phrase of the query, itself as we write it included."""
        rows = self._database.execute(
            "SELECT DISTINCT part_of FROM phrases WHERE phrase MATCH ? AND size = ?", (phrase, size)
        )
        return tuple(dict.fromkeys(other for (group,) in rows for other in self._groups[group]))

    def _scores(self, concept: _Concept) -> dict[int, float]:
        """Return how much each document has to say of a concept: more where few others do."""
        found: dict[int, float] = defaultdict(float)
        # What matches as the word itself is among all that matches, and counts once in full.
        for wanted, share in ((concept.any, _SYNONYM), (concept.exact, 1 - _SYNONYM)):
            for column, weight in _WEIGHTS.items():
                for row in self._matches(f"{{{column}}} : ({wanted})"):
                    found[row] += weight * share
        rarity = math.log(1 + len(self.documents) / (1 + len(found))) ** 2
        return {row: score * rarity for row, score in found.items()}

    def _matches(self, expression: str) -> list[int]:
        rows = self._database.execute("SELECT rowid FROM docs WHERE docs MATCH ?", (expression,))
        return [row for (row,) in rows]

    def _hit(self, title: str, scored: _Scored, concepts: list[_Concept]) -> Hit:
        best = sorted(scored.documents, key=lambda row: (-scored.documents[row], row))
        enough = 0.5 * scored.documents[best[0]]
        shown = [row for row in best[:_PASSAGES] if scored.documents[row] >= enough]
        wanted = " OR ".join(concept.any for concept in concepts)
        return Hit(
            self._tops[title],
            title,
            scored.score,
            tuple(self._passage(row, wanted) for row in shown),
        )

    def _passage(self, row: int, wanted: str) -> Passage:
        ((text,),) = self._database.execute(
            "SELECT snippet(docs, 3, ?, ?, '…', 32) FROM docs WHERE docs MATCH ? AND rowid = ?",
            (_OPEN, _CLOSE, wanted, row),
        )
        document = self.documents[row]
        return Passage(document.path, document.heading, tuple(_parts(text)))

    def _knows(self, word: str) -> bool:
        known = word in _STOP or len(word) < 3
        return known or bool(self._matches(f'"{word}"') or self._others(f'"{word}"', 1))

    def _near(self, word: str) -> list[str]:
        return difflib.get_close_matches(word, self._vocabulary, n=_SUGGESTIONS, cutoff=0.8)


def _quoted(text: str) -> str:
    words = words_of(text)
    return '"{}"'.format(" ".join(words)) if words else ""


def _nth(found: list[str], choice: int) -> str:
    return found[min(choice, len(found) - 1)] if found else ""


def _parts(text: str) -> list[Part]:
    """Return a passage cut at the marks of its matches."""
    parts = []
    for number, piece in enumerate(re.split(f"[{_OPEN}{_CLOSE}]", text)):
        if piece:
            parts.append(Part(piece, marked=number % 2 == 1))
    return parts
