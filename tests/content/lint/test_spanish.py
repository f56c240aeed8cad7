"""Lint rules for Spanish pages: reading ease, promises, and the same figures as in English."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from content import library
from content.lint import reading, translations, wording
from content.lint.finding import Finding
from content.lint.spanish import reading_ease, syllables

Write = Callable[..., Path]
Found = Callable[[str, str], list[Finding]]


@pytest.fixture
def both(root: Path, write_page: Write, write_references: Write, settings: Settings) -> Callable[..., None]:
    """Return a function that writes a page in English and in Spanish."""
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    write_references("one", "two")

    def write(english: str, spanish: str) -> tuple[library.Library, library.Library]:
        file = write_page(spanish, references="[one, two]")
        there = root / "pages" / "es" / "care" / file.name
        there.parent.mkdir(parents=True, exist_ok=True)
        file.rename(there)
        write_page(english, references="[one, two]")
        return library.load(root), library.load(root, "es")

    return write


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("tres", 1), ("causa", 2), ("país", 2), ("poeta", 3), ("guerra", 2), ("queja", 2),
        ("ciudad", 2), ("terapia", 3), ("muy", 1), ("ayer", 2), ("pingüino", 3), ("medicamento", 5),
        ("EMDR", 1), ("2026", 1),
    ],
)  # fmt: skip
def test_syllables_of_spanish_words_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_short_words_in_short_sentences_are_easier_than_long_ones() -> None:
    easy = reading_ease(["Duerma bien. Coma algo. Llame hoy."], ())
    hard = reading_ease(
        ["La administración intravenosa requiere monitorización cardiovascular ininterrumpida."], ()
    )

    assert easy.value > 90 > 40 > hard.value


def test_abbreviations_of_spanish_do_not_end_a_sentence() -> None:
    assert (
        len(reading.readability.sentences("Vive en EE. UU. y llama a las 3 p. m. La Dra. Ríos contesta."))
        == 2
    )


CITED = "Mejoraron 10 de 15. [@one; @two]"


@pytest.mark.parametrize(
    ("english", "spanish", "what"),
    [
        ("Of 15, 10 got better. [@one; @two]", CITED, []),
        ("In 1,078 people, 27.5%. [@one; @two]", "En 1,078 personas, el 27.5%. [@one; @two]", []),
        ("Call 988. [@one; @two]", "Llame al 988 y oprima el 2 para español. [@one; @two]", []),
        ("At 3 p.m. [@one; @two]", "A las 3:00 p. m. [@one; @two]", []),
        ("Of 15, 11 got better. [@one; @two]", CITED, ["figures"]),
        ("Of 15, 10 got better. [@one; @two]", "Mejoraron 10 de 15, un 67%. [@one; @two]", ["figures"]),
        ("10 of 15. [@one; @two] Yes. [@one]", CITED, ["citations"]),
    ],
)
def test_a_translation_has_the_figures_and_citations_of_its_original(
    both: Callable[..., tuple[library.Library, library.Library]], english: str, spanish: str, what: list[str]
) -> None:
    original, translated = both(english, spanish)

    found = list(translations.findings(translated, original))

    assert [each.what.split()[1] for each in found] == what


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("La ketamina cura el TEPT. [@one; @two]", [wording.FORBIDDEN]),
        ("Le garantizamos un cambio. [@one; @two]", [wording.FORBIDDEN]),
        ("El resultado está garantizado. [@one; @two]", [wording.FORBIDDEN]),
        ("Es segura y eficaz. [@one; @two]", [wording.FORBIDDEN]),
        ("Le procura un descanso. [@one; @two]", []),
    ],
)
def test_promises_in_spanish_are_found(
    both: Callable[..., tuple[library.Library, library.Library]], text: str, rules: list[str]
) -> None:
    _, translated = both("Words. [@one; @two]", text)

    assert [each.rule for each in wording.findings(translated)] == rules
