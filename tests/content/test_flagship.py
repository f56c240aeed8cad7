"""The page about ketamine and PTSD: its outline, and what must be said first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clinic_site import clinic
from content.library import library

Shown = Callable[[str], str]
Find = Callable[..., list[dict[str, str]]]

PATH = "/ptsd-medication-alternatives/"
OUTLINE = [
    ("h2", "PTSD: the basics"),
    ("h2", "Medicines used today and their limits"),
    ("h2", "Ketamine as another option"),
    ("h3", "How ketamine may work"),
    ("h3", "What the studies found"),
    ("h2", "Possible advantages"),
    ("h3", "A faster response"),
    ("h3", "When other treatments have not helped enough"),
    ("h2", "Hurdles to weigh"),
    ("h3", "Side effects"),
    ("h3", "Misconceptions"),
    ("h2", "How people get ketamine treatment"),
    ("h3", "A legal prescription"),
    ("h3", "Support and therapy"),
    ("h2", "What researchers still ask"),
    ("h3", "Studies under way"),
    ("h3", "Long-term effects"),
    ("h2", f"{clinic.current().clinic.name} and your care"),
]


@pytest.fixture
def html(shown: Shown) -> str:
    return shown(PATH)


@pytest.fixture
def outline(html: str, find: Find) -> list[tuple[str, str]]:
    headings = find(html, "h2", "h3", "h4")
    return [(heading["tag"], heading["text"]) for heading in headings if "article" in heading["inside"]]


def test_the_body_has_exactly_the_agreed_headings_in_order() -> None:
    page = library().pages["ptsd-medication-alternatives"]

    assert [(f"h{heading.level}", heading.text) for heading in page.headings] == OUTLINE


def test_the_reader_meets_the_agreed_headings_in_order(outline: list[tuple[str, str]]) -> None:
    start = outline.index(OUTLINE[0])

    assert outline[start : start + len(OUTLINE)] == OUTLINE


def test_the_body_is_followed_by_five_questions(outline: list[tuple[str, str]]) -> None:
    after = outline[outline.index(OUTLINE[-1]) + 1 :]

    assert after[0] == ("h2", "Questions people ask")
    assert [level for level, _ in after[1:7]] == ["h3"] * 5 + ["h2"]
    assert all(text.endswith("?") for _, text in after[1:6])


def test_the_page_ends_with_the_form_to_ask_for_a_call(
    html: str, find: Find, outline: list[tuple[str, str]]
) -> None:
    forms = find(html, "form")

    assert outline[-1] == ("h2", "Request a Callback")
    assert [(form["action"], form["method"]) for form in forms] == [("/callback/", "post")]


def test_the_status_box_stands_before_the_first_heading_of_the_body(
    outline: list[tuple[str, str]],
) -> None:
    assert outline.index(("h2", "Where ketamine stands for PTSD")) < outline.index(OUTLINE[0])


def test_the_status_box_stands_before_the_takeaways(outline: list[tuple[str, str]]) -> None:
    assert [text for _, text in outline[:2]] == ["Where ketamine stands for PTSD", "Key takeaways"]


def test_the_status_box_says_first_that_the_fda_has_not_approved_it(html: str, find: Find) -> None:
    terms = [term["text"] for term in find(html, "dt")]
    answers = [answer["text"] for answer in find(html, "dd")]

    assert terms == ["FDA", "Guideline", "Certainty", "Main risks"]
    assert answers[0].startswith("Not approved for PTSD.")


def test_the_first_takeaway_says_that_the_fda_has_not_approved_it(html: str, find: Find) -> None:
    first = find(html.partition('id="key-takeaways"')[2], "li")[0]

    assert first["text"].startswith("The FDA has not approved ketamine for PTSD.")


def test_the_description_in_search_results_says_that_it_is_not_approved(html: str, find: Find) -> None:
    description = next(meta["content"] for meta in find(html, "meta") if meta.get("name") == "description")

    assert "not FDA-approved for PTSD" in description


def test_the_contents_list_leads_to_each_part_of_the_page(html: str, find: Find) -> None:
    links = [link["text"] for link in find(html, "a") if "aside" in link["inside"]]

    parts = [text for level, text in OUTLINE if level == "h2"]
    assert links == [*parts, "Questions people ask", "Sources", "Request a Callback"]


def test_the_table_of_studies_can_be_scrolled_by_keyboard(html: str, find: Find) -> None:
    regions = [part for part in find(html, "div") if part.get("class") == "table"]

    assert [(region["tabindex"], region["role"]) for region in regions] == [("0", "region")]
    assert "Abdallah, 2022" in regions[0]["text"]


def test_the_day_of_the_next_review_is_shown(html: str) -> None:
    assert "Next review due May 25, 2027" in html


def test_every_paragraph_about_danger_offers_a_number_to_call(html: str, find: Find) -> None:
    stop_signs = next(part for part in find(html, "p") if part["text"].startswith("Stop signs."))

    numbers = [link["href"] for link in find(html[html.index("Stop signs.") :], "a")[:1]]

    assert "call 911" in stop_signs["text"]
    assert numbers == ["tel:911"]
