"""The words of a query."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 200  # characters of a query; the rest is ignored
_MAX_WORDS = 24
# Letters that sound alike in Spanish: "kiero", "quiero"
_ALIKE = (("qu", "k"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("z", "s"), ("v", "b"))
WORD = re.compile(r"[^\W_]+")
# Words too common to look for
STOP = frozenset(
    WORD.findall(
        "a about after all also am an and any are as at be been but by can cant could did didnt do does "
        "doesnt dont every for from get go going got had has have having he her here him his how i if im "
        "in into is it its ive just let like ll me much my need no not of on or our re really s she "
        "should so some t take tell time than that the their them then there these they this those to too up "
        "us use ve very want was we were what when where which while who whom why will with wont would "
        "you your "
        # Spanish
        "al asi como con cuando de del donde el ella ellos en era es ese eso esta estan estaba estando "
        "estar este esto estoy fue ha han hay ir la las le les lo los mas mi mis muy nada nos o para pero "
        "ponen por porque puede puedo q que quien quiero se ser sera si sin sobre soy su sus te tengo "
        "tiene todo todos un una unas unos ver voy y ya yo"
    )
)


def words_of(text: str) -> list[str]:
    """Return the words of a query, in lowercase and without accents. Only these reach the database."""
    return all_words_of(text[:MAX_LENGTH])[:_MAX_WORDS]


def all_words_of(text: str) -> list[str]:
    """Return the words of a text of any length, in lowercase and without accents."""
    return WORD.findall(without_accents(text))


def without_accents(text: str) -> str:
    """Return text in lowercase and without accents or invisible characters.

    Soft hyphens and zero-width spaces come with text copied from a web page, in the middle of words.
    """
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(
        char for char in text if not unicodedata.combining(char) and unicodedata.category(char) != "Cf"
    )


def by_sound(word: str) -> str:
    """Return a word, given without accents, spelled as it sounds in Spanish, to compare misspelled words."""
    for letters, sound in _ALIKE:
        word = word.replace(letters, sound)
    return word
