"""Search: what matches, what comes first, and that no text can break it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from content.documents import Document
from content.search import MAX_LENGTH, Hit, Index

SAME = [["flashback", "reliving", "unwanted memories"], ["is it legal", "prescription", "off label"]]
DOCUMENTS = [
    Document("/yoga/", "Yoga and music", "", "What studies found."),
    Document("/yoga/#costs", "Yoga and music", "What classes cost", "One nightmare, in the text only."),
    Document("/night/", "Better nights", "", "About sleep.", "bad dreams"),
    Document("/night/#nightmares", "Better nights", "Nightmares", "They come back night after night."),
    Document("/signs/", "Signs to look for", "", "Reliving: memories you did not ask for."),
    Document("/care/", "Getting care", "", "A prescription is needed. Some is off label. Café visits."),
    Document("/amnesty/", "Nightmares of a title", "", "Nothing else."),
]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(DOCUMENTS, SAME)


def paths(hits: list[Hit]) -> list[str]:
    return [hit.path for hit in hits]


def marked(hit: Hit) -> list[str]:
    return [part.text for passage in hit.passages for part in passage.parts if part.marked]


def test_a_title_counts_more_than_a_heading_and_a_heading_more_than_text(index: Index) -> None:
    assert paths(index.search("nightmares")) == ["/amnesty/", "/night/", "/yoga/"]


def test_words_that_are_given_for_a_page_find_it(index: Index) -> None:
    assert paths(index.search("bad dreams")) == ["/night/"]


def test_another_ending_of_a_word_matches(index: Index) -> None:
    assert paths(index.search("studying")) == ["/yoga/"]


def test_case_and_accents_make_no_difference(index: Index) -> None:
    assert paths(index.search("CAFE")) == paths(index.search("café")) == ["/care/"]


def test_a_synonym_matches(index: Index) -> None:
    assert paths(index.search("flashbacks")) == ["/signs/"]


def test_a_synonym_of_several_words_is_known_inside_a_question(index: Index) -> None:
    assert paths(index.search("so is it legal here")) == ["/care/"]


def test_the_word_itself_counts_more_than_its_synonym() -> None:
    documents = [Document("/a/", "A", "", "reliving"), Document("/b/", "B", "", "flashback")]

    assert paths(Index(documents, SAME).search("flashback")) == ["/b/", "/a/"]


def test_words_that_say_nothing_are_passed_over(index: Index) -> None:
    assert paths(index.search("what should I do with the yoga")) == ["/yoga/"]


def test_a_page_is_one_hit_with_its_best_place_first(index: Index) -> None:
    (hit,) = (hit for hit in index.search("nightmares") if hit.path == "/night/")

    assert hit.passages[0].path == "/night/#nightmares"
    assert hit.passages[0].heading == "Nightmares"


def test_the_words_that_matched_are_marked(index: Index) -> None:
    assert marked(index.search("studies")[0]) == ["studies"]


def test_what_is_marked_and_what_is_not_make_the_text_again(index: Index) -> None:
    (passage,) = index.search("studies")[0].passages

    assert "".join(part.text for part in passage.parts) == "What studies found."


@pytest.mark.parametrize(
    "query",
    [
        *("", " ", '"', "'", "'; DROP TABLE docs; --", "yoga AND", "NOT", "title:x", "yoga*", "NEAR(a b, 2)"),
        *(
            "(",
            "{body} : x",
            "^a",
            "a\x00b",
            "\ud800",
            "日本語",
            "😀",
            "\u202e",
            "_",
            "-",
            "%",
            "ß",
            "½",
            "ªº",
        ),
        *("yoga " * 2000, "x" * 10_000, "\x02a\x03", "a+b", "اختبار", "\u0301", "e\u0301" * 50, "𝔶𝔬𝔤𝔞"),
    ],
)
def test_any_text_is_a_query_and_none_is_an_error(index: Index, query: str) -> None:
    index.suggestions(query)

    assert isinstance(index.search(query), list)


def test_signs_with_a_meaning_for_the_database_are_only_signs(index: Index) -> None:
    assert paths(index.search('"yoga" NOT music)')) == ["/yoga/"]


def test_a_very_long_query_is_cut(index: Index) -> None:
    assert index.search("x" * MAX_LENGTH + " yoga") == []


def test_of_very_many_words_the_first_are_looked_for(index: Index) -> None:
    assert paths(index.search("yoga " + "x " * 40 + "cafe")) == ["/yoga/"]


def test_a_word_that_is_rare_counts_more_than_a_title_that_all_share() -> None:
    alike = [Document(f"/{number}/", f"PTSD {number}", "", "") for number in range(12)]

    hits = Index([*alike, Document("/yoga/", "Classes", "", "yoga")]).search("yoga ptsd")

    assert hits[0].path == "/yoga/"


def test_nothing_is_found_for_what_stands_nowhere(index: Index) -> None:
    assert (index.search("submarine"), index.suggestions("submarine")) == ([], [])


def test_a_misspelled_word_is_answered_with_the_nearest_one(index: Index) -> None:
    assert index.suggestions("nightmers cost")[0] == "nightmares cost"


def test_what_is_spelled_well_gets_no_suggestion(index: Index) -> None:
    assert index.suggestions("what do flashbacks cost") == []


def test_many_threads_get_the_same_answers(index: Index) -> None:
    queries = ["yoga", "nightmares", "flashback", "legal"] * 50
    alone = [paths(index.search(query)) for query in queries]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: paths(index.search(query)), queries))

    assert together == alone


def test_an_index_of_nothing_finds_nothing() -> None:
    assert Index([]).search("yoga") == []
