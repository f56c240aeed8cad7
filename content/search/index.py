"""Full-text search with stemming, synonyms, and snippets.

An in-memory FTS5 table does the matching and ranking (https://www.sqlite.org/fts5.html).
"""

from __future__ import annotations

import difflib
import re
import sqlite3
import threading
import weakref
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.search.documents import Document
from content.search.words import STOP, WORD, by_sound, without_accents, words_of

_PASSAGES = 2  # per page
_OPENING = 32  # words to show of a page that only its search terms found
_SUGGESTIONS = 3
_WEIGHTS = (16.0, 8.0, 4.0, 1.0)  # of the columns words, title, heading, and body
_LONG, _KEPT = 7, 5  # letters of a word whose ending may differ, and of the part that may not
_NEXT = 0.2  # the weight of a page's next best section relative to the one before
_SYNONYM = 0.4  # the weight of a synonym relative to the word itself
_OPEN, _CLOSE = "\x02", "\x03"  # delimit a match; no text contains them
# Words that may come between those of a phrase: "do i even have ptsd"
_FILLERS = frozenset(WORD.findall("actually even ever just maybe really so still todavia realmente"))


@dataclass(frozen=True)
class Part:
    """A part of a snippet. `marked` is whether it matched the query."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Snippet:
    """The part of a document that matched, with the document's URL path and heading."""

    path: str
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Hit:
    """A page that matched, with its best snippets first."""

    path: str
    title: str
    score: float
    snippets: tuple[Snippet, ...]


class Index:
    """A search index over a fixed set of documents. It is thread-safe.

    `same` contains groups of synonyms. `ending` is how many letters at the end of a long word may
    differ, for languages whose word endings the tokenizer does not know. English needs none.
    """

    def __init__(
        self, documents: Sequence[Document], same: Iterable[Sequence[str]] = (), *, ending: int = 0
    ) -> None:
        self._ending = ending
        self.documents = list(documents)
        self._tops = {each.title: each.path for each in reversed(self.documents)}
        self._same = [[words_of(phrase) for phrase in group] for group in same]
        self._known = STOP | {word for group in self._same for phrase in group for word in phrase}
        self._one_at_a_time = threading.Lock()  # a search takes a few milliseconds
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        # Not in __del__: if the index is part of a reference cycle, the connection may be finalized first.
        weakref.finalize(self, self._database.close)
        self._database.execute(
            "CREATE VIRTUAL TABLE docs USING fts5(words, title, heading, body, "
            "tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        rows = [(row, each.words, each.title, each.heading, each.text) for row, each in enumerate(documents)]
        self._database.executemany(
            "INSERT INTO docs (rowid, words, title, heading, body) VALUES (?, ?, ?, ?, ?)", rows
        )
        known = {word for row in rows for text in row[1:] for word in WORD.findall(text.casefold())}
        self._vocabulary = {  # by sound, the same word with an accent last
            by_sound(without_accents(word)): word
            for word in sorted(known)
            if len(word) > 3 and word.isalpha()
        }

    def search(self, query: str, *, most: int | None = None, share: float = 0.0) -> list[Hit]:
        """Return the pages that match, best first. Any text is a valid query.

        At most `most` pages are returned, and only those with at least `share` of the best score. Finding
        snippets takes most of the time, and is done for these alone.
        """
        with self._one_at_a_time:
            exact, others = self._wanted_phrases(words_of(query))
            if not exact:
                return []
            scores = self._weighted_scores(exact, others)
            pages: dict[str, list[int]] = defaultdict(list)
            for row in sorted(scores, key=lambda row: (-scores[row], row)):
                pages[self.documents[row].title].append(row)
            of_page = {title: self._score_of(rows, scores) for title, rows in pages.items()}
            ranked = sorted(of_page, key=lambda title: -of_page[title])
            return [
                self._hit(title, of_page[title], pages[title], scores, exact + others)
                for title in ranked[:most]
                if of_page[title] >= share * of_page[ranked[0]]
            ]

    def suggestions(self, query: str) -> list[str]:
        """Return up to three corrected queries, with words that the documents contain."""
        words = words_of(query)
        with self._one_at_a_time:
            unknown = {
                at: found for at, (_, found) in enumerate(self._corrections(words)) if found is not None
            }
        if not any(unknown.values()):
            return []
        found = []
        for choice in range(_SUGGESTIONS):
            parts = [_nth(unknown[at], choice) if at in unknown else word for at, word in enumerate(words)]
            found.append(" ".join(part for part in parts if part))
        return list(dict.fromkeys(found))

    def _corrections(self, words: list[str]) -> list[tuple[str, list[str] | None]]:
        """Return each word with the known words that it may be a misspelling of, or None if it is known."""
        return [(word, None if self._is_known(word) else self._spelled_alike(word)) for word in words]

    def _is_known(self, word: str) -> bool:
        return len(word) <= 2 or word in self._known or bool(self._scores([_quoted([word])]))

    def _spelled_alike(self, word: str) -> list[str]:
        sounds = difflib.get_close_matches(by_sound(word), self._vocabulary, n=_SUGGESTIONS, cutoff=0.8)
        return [self._vocabulary[sound] for sound in sounds]

    def _wanted_phrases(self, words: list[str]) -> tuple[list[str], list[str]]:
        """Return the phrases that were typed, and those that may be meant, as FTS5 strings."""
        exact, others = self._phrases(words)
        corrected = [found[0] if found else word for word, found in self._corrections(words)]
        if corrected != words:  # what was typed counts in full, what was meant like a synonym
            others += [each for part in self._phrases(corrected) for each in part]
        return exact, others

    def _phrases(self, words: list[str]) -> tuple[list[str], list[str]]:
        """Return the words of a query and the synonyms of its words and phrases, as FTS5 strings."""
        significant = [word for word in words if word not in STOP] or words
        exact, others = [_quoted([word]) for word in significant], []
        plain = [word for word in words if word not in _FILLERS]
        for group in self._same:
            typed = [phrase for phrase in group if _contains(words, phrase) or _contains(plain, phrase)]
            exact += [_quoted(phrase) for phrase in typed if len(phrase) > 1]
            others += [_quoted(phrase) for phrase in group if typed and phrase not in typed]
        if len(words) > 1:
            exact.append(_quoted(words))  # whole titles, of common words too
        return self._with_endings(exact), self._with_endings(others)

    def _with_endings(self, phrases: list[str]) -> list[str]:
        """Return each phrase once, and the beginning of each long word whose ending may differ.

        A page with the word itself ranks above one with a similar word: "psicosis", "psicóloga".
        """
        return list(dict.fromkeys(each for phrase in phrases for each in (phrase, self._beginning(phrase))))

    def _beginning(self, phrase: str) -> str:
        word = phrase.strip('"')
        if not self._ending or " " in word or len(word) < _LONG:
            return phrase
        return f'"{word[: max(_KEPT, len(word) - self._ending)]}"*'

    def _weighted_scores(self, exact: list[str], others: list[str]) -> dict[int, float]:
        """Return the score of each document that matches, by its row."""
        scores: dict[int, float] = defaultdict(float)
        for phrases, weight in ((exact, 1.0), (others, _SYNONYM)):
            for row, score in self._scores(phrases):
                scores[row] += weight * score
        return scores

    def _scores(self, phrases: list[str]) -> list[tuple[int, float]]:
        if not phrases:
            return []
        return self._database.execute(
            "SELECT rowid, -bm25(docs, ?, ?, ?, ?) FROM docs WHERE docs MATCH ?",
            (*_WEIGHTS, " OR ".join(phrases)),
        ).fetchall()

    def _score_of(self, rows: list[int], scores: dict[int, float]) -> float:
        """Return the score of a page from those of its rows, best first."""
        return sum(scores[row] * _NEXT**place for place, row in enumerate(rows))

    def _hit(
        self, title: str, score: float, rows: list[int], scores: dict[int, float], phrases: list[str]
    ) -> Hit:
        readable = [row for row in rows if self.documents[row].text][:_PASSAGES]
        shown = [row for row in readable if scores[row] >= 0.5 * scores[readable[0]]]
        snippets = tuple(self._snippet(row, " OR ".join(phrases)) for row in shown)
        return Hit(self._tops[title], title, score, snippets or self._opening(title))

    def _opening(self, title: str) -> tuple[Snippet, ...]:
        """Return the beginning of a page that only its search terms found."""
        top = next(each for each in self.documents if each.title == title)
        words = top.text.split()
        text = " ".join(words[:_OPENING]) + ("…" if len(words) > _OPENING else "")
        return (Snippet(top.path, "", tuple(_parts(text))),)

    def _snippet(self, row: int, wanted: str) -> Snippet:
        ((text,),) = self._database.execute(
            "SELECT snippet(docs, 3, ?, ?, '…', 32) FROM docs WHERE docs MATCH ? AND rowid = ?",
            (_OPEN, _CLOSE, wanted, row),
        )
        document = self.documents[row]
        return Snippet(document.path, document.heading, tuple(_parts(text)))


def _contains(words: list[str], phrase: list[str]) -> bool:
    """Return whether the words contain a phrase, ignoring plural endings."""
    stems = [word.rstrip("s") for word in words]
    wanted = [word.rstrip("s") for word in phrase]
    return any(stems[at : at + len(wanted)] == wanted for at in range(len(stems) - len(wanted) + 1))


def _quoted(words: list[str]) -> str:
    return '"{}"'.format(" ".join(words))


def _nth(found: list[str], choice: int) -> str:
    return found[min(choice, len(found) - 1)] if found else ""


def _parts(text: str) -> list[Part]:
    """Return the parts of a snippet, split at the delimiters of its matches."""
    parts = []
    for number, piece in enumerate(re.split(f"[{_OPEN}{_CLOSE}]", text)):
        if piece:
            parts.append(Part(piece, marked=number % 2 == 1))
    return parts
