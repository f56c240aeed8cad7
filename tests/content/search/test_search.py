"""Search: matching, ranking, suggestions, and robustness."""

from __future__ import annotations

import gc
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from content.search.distress import is_distress, phrase
from content.search.documents import Document
from content.search.index import Hit, Index
from content.search.words import MAX_LENGTH

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
    return [part.text for snippet in hit.snippets for part in snippet.parts if part.marked]


def test_titles_rank_above_headings_and_headings_above_text(index: Index) -> None:
    assert paths(index.search("nightmares")) == ["/amnesty/", "/night/", "/yoga/"]


def test_only_as_many_pages_as_wanted_are_returned(index: Index) -> None:
    assert index.search("nightmares", most=2) == index.search("nightmares")[:2]


def test_pages_with_less_than_the_wanted_share_of_the_best_score_are_left_out(index: Index) -> None:
    best, second, third = index.search("nightmares")
    between = (second.score + third.score) / 2

    assert index.search("nightmares", share=between / best.score) == [best, second]


def test_snippets_are_made_only_for_pages_that_are_returned() -> None:
    index, statements = Index(DOCUMENTS, SAME), []
    index._database.set_trace_callback(statements.append)

    index.search("nightmares", most=1)

    assert len([text for text in statements if "snippet(docs" in text]) == 1


def test_search_terms_of_a_page_match(index: Index) -> None:
    assert paths(index.search("bad dreams")) == ["/night/"]


def test_other_word_endings_match(index: Index) -> None:
    assert paths(index.search("studying")) == ["/yoga/"]


def test_matching_ignores_case_and_accents(index: Index) -> None:
    assert paths(index.search("CAFE")) == paths(index.search("café")) == ["/care/"]


def test_synonyms_match(index: Index) -> None:
    assert paths(index.search("flashbacks")) == ["/signs/"]


def test_multi_word_synonym_matches_inside_a_question(index: Index) -> None:
    assert paths(index.search("so is it legal here")) == ["/care/"]


def test_a_filler_word_does_not_hide_a_phrase(index: Index) -> None:
    assert paths(index.search("is it even legal")) == ["/care/"]


def test_exact_word_ranks_above_its_synonym() -> None:
    documents = [Document("/a/", "A", "", "reliving"), Document("/b/", "B", "", "flashback")]

    assert paths(Index(documents, SAME).search("flashback")) == ["/b/", "/a/"]


def test_stop_words_are_ignored(index: Index) -> None:
    assert paths(index.search("what should I do with the yoga")) == ["/yoga/"]


def test_page_is_one_hit_with_its_best_passage_first(index: Index) -> None:
    (hit,) = (hit for hit in index.search("nightmares") if hit.path == "/night/")

    assert hit.snippets[0].path == "/night/#nightmares"
    assert hit.snippets[0].heading == "Nightmares"


def test_matching_words_are_marked(index: Index) -> None:
    assert marked(index.search("studies")[0]) == ["studies"]


def test_parts_of_a_snippet_add_up_to_its_text(index: Index) -> None:
    (snippet,) = index.search("studies")[0].snippets

    assert "".join(part.text for part in snippet.parts) == "What studies found."


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
def test_any_text_is_a_valid_query(index: Index, query: str) -> None:
    index.suggestions(query)

    assert isinstance(index.search(query), list)


def test_fts5_operators_are_not_interpreted(index: Index) -> None:
    assert paths(index.search('"yoga" NOT music)')) == ["/yoga/"]


def test_long_queries_are_truncated(index: Index) -> None:
    assert index.search("x" * MAX_LENGTH + " yoga") == []


def test_best_passage_of_a_page_comes_first_wherever_it_is_on_the_page() -> None:
    passages = [
        Document("/sleep/#food", "Sleep", "Food", "A heavy dinner can bring nightmares."),
        Document("/sleep/#nightmares", "Sleep", "Nightmares", "They come back."),
    ]

    (hit,) = Index(passages, []).search("nightmares")

    assert hit.snippets[0].path == "/sleep/#nightmares"


def test_only_the_first_words_of_a_query_are_searched(index: Index) -> None:
    assert paths(index.search("yoga " + "x " * 40 + "cafe")) == ["/yoga/"]


def test_rare_word_ranks_above_a_common_title() -> None:
    alike = [Document(f"/{number}/", f"PTSD {number}", "", "") for number in range(12)]

    hits = Index([*alike, Document("/yoga/", "Classes", "", "yoga")]).search("yoga ptsd")

    assert hits[0].path == "/yoga/"


def test_unknown_word_has_no_hits_and_no_suggestions(index: Index) -> None:
    assert (index.search("submarine"), index.suggestions("submarine")) == ([], [])


def test_misspelled_word_gets_the_closest_suggestion(index: Index) -> None:
    assert index.suggestions("nightmers cost")[0] == "nightmares cost"


def test_correctly_spelled_query_gets_no_suggestion(index: Index) -> None:
    assert index.suggestions("what do flashbacks cost") == []


def test_threads_get_the_same_results(index: Index) -> None:
    queries = ["yoga", "nightmares", "flashback", "legal"] * 50
    alone = [paths(index.search(query)) for query in queries]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: paths(index.search(query)), queries))

    assert together == alone


def test_empty_index_has_no_hits() -> None:
    assert Index([]).search("yoga") == []


def test_a_page_found_only_by_what_people_ask_shows_how_it_begins() -> None:
    documents = [
        Document("/a/", "Better nights", "", "About sleep. " * 20),
        Document("/a/", "Better nights", "", "", "up all night"),
    ]

    (hit,) = Index(documents).search("up all night")

    assert (hit.path, hit.snippets[0].parts[0].text[:12]) == ("/a/", "About sleep.")
    assert hit.snippets[0].parts[0].text.endswith("…")


def test_a_phrase_by_itself_is_no_distress_among_other_words() -> None:
    assert is_distress("Help!", [phrase("=help")])
    assert not is_distress("help with sleep", [phrase("=help")])


def test_a_filler_word_does_not_hide_distress() -> None:
    assert is_distress("i dont even want to live", [phrase("dont want to live")])


def test_unused_index_closes_its_database() -> None:
    index = Index([Document("/a/", "A", "", "text")])
    database = index._database

    del index
    gc.collect()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.execute("SELECT 1")


def test_a_long_word_matches_with_another_ending_where_endings_may_differ() -> None:
    documents = [Document("/respirar/", "Respirar", "", "")]

    assert [bool(Index(documents, ending=ending).search("respirando")) for ending in (0, 3)] == [False, True]


def test_a_word_itself_ranks_above_words_that_begin_alike() -> None:
    documents = [
        Document("/team/", "Equipo", "", "psicóloga, psicólogo, psicología, psicólogas"),
        Document("/safety/", "Cuidado", "", "una psicosis de hace unos años, y lo que pasó después"),
        *(Document(f"/{number}/", f"Otra {number}", "", "otras palabras") for number in range(5)),
    ]

    assert paths(Index(documents, ending=3).search("psicosis"))[0] == "/safety/"
