"""The main page about ketamine and PTSD: its outline, and the order of its cautions."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

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


def test_body_has_exactly_the_agreed_headings() -> None:
    page = library().pages["ptsd-medication-alternatives"]

    assert [(f"h{heading.level}", heading.text) for heading in page.headings] == OUTLINE


def test_rendered_page_has_the_agreed_headings(outline: list[tuple[str, str]]) -> None:
    start = outline.index(OUTLINE[0])

    assert outline[start : start + len(OUTLINE)] == OUTLINE


def test_body_is_followed_by_five_questions(outline: list[tuple[str, str]]) -> None:
    after = outline[outline.index(OUTLINE[-1]) + 1 :]

    assert after[0] == ("h2", "Questions people ask")
    assert [level for level, _ in after[1:7]] == ["h3"] * 5 + ["h2"]
    assert all(text.endswith("?") for _, text in after[1:6])


def test_page_ends_with_the_callback_form(html: str, find: Find, outline: list[tuple[str, str]]) -> None:
    forms = find(html, "form")

    assert outline[-1] == ("h2", "Request a Callback")
    assert [(form["action"], form["method"]) for form in forms] == [("/callback/", "post")]


def test_status_box_precedes_the_body(
    outline: list[tuple[str, str]],
) -> None:
    assert outline.index(("h2", "Where ketamine stands for PTSD")) < outline.index(OUTLINE[0])


def test_status_box_precedes_the_takeaways(outline: list[tuple[str, str]]) -> None:
    assert [text for _, text in outline[:2]] == ["Where ketamine stands for PTSD", "Key takeaways"]


def test_status_box_begins_with_the_missing_fda_approval(html: str, find: Find) -> None:
    terms = [term["text"] for term in find(html, "dt")]
    answers = [answer["text"] for answer in find(html, "dd")]

    assert terms == ["FDA", "Guideline", "Certainty", "Main risks"]
    assert answers[0].startswith("Not approved for PTSD.")


def test_status_box_states_the_missing_approval_and_the_guideline_before_it_unfolds(
    html: str, find: Find
) -> None:
    first = find(html.partition('id="status-box"')[2], "p")[0]

    assert first["text"].startswith("Ketamine isn’t FDA-approved for PTSD.")
    assert "guideline suggests against it" in first["text"]


def test_takeaways_are_four_and_do_not_repeat_the_status_box() -> None:
    takeaways = library().pages["ptsd-medication-alternatives"].key_takeaways

    assert len(takeaways) == 4
    assert not [line for line in takeaways if "FDA" in line or "suggests against" in line]


def test_meta_description_states_the_missing_fda_approval(html: str, find: Find) -> None:
    description = next(meta["content"] for meta in find(html, "meta") if meta.get("name") == "description")

    assert "not FDA-approved for PTSD" in description


def test_contents_list_links_to_each_part_of_the_page(html: str, find: Find) -> None:
    links = [link["text"] for link in find(html, "a") if "aside" in link["inside"]]

    parts = [text for level, text in OUTLINE if level == "h2"]
    assert links == [*parts, "Questions people ask", "Sources", "Request a Callback"]


def test_table_of_studies_can_be_scrolled_by_keyboard(html: str, find: Find) -> None:
    regions = [part for part in find(html, "div") if part.get("class") == "table"]

    assert [(region["tabindex"], region["role"]) for region in regions] == [("0", "region")]
    assert "Abdallah, 2022" in regions[0]["text"]


def test_page_shows_the_next_review_date(html: str) -> None:
    due = library().pages["ptsd-medication-alternatives"].metadata.next_review

    assert f"Next review due {due:%B} {due.day}, {due.year}" in html


def test_paragraph_about_danger_links_to_911(html: str, find: Find) -> None:
    stop_signs = next(part for part in find(html, "p") if part["text"].startswith("Stop signs."))

    numbers = [link["href"] for link in find(html[html.index("Stop signs.") :], "a")[:1]]

    assert "call 911" in stop_signs["text"]
    assert numbers == ["tel:911"]


# Each part of the clinic's original page, the heading where it now is, and words that show it.
ORIGINAL_PARTS = [
    ("takeaway: PTSD is hard to live with", "Key takeaways", "nightmares, anxiety"),
    ("takeaway: medicines have limits", "Key takeaways", "can take weeks and have side effects"),
    ("takeaway: an anesthetic that may help", "Key takeaways", "approved as an anesthetic"),
    ("takeaway: holistic care here", "Key takeaways", "one part of holistic care"),
    ("PTSD: the basics", "PTSD: the basics", "flashbacks"),
    ("a brain stuck in a loop", "PTSD: the basics", "like an alarm that keeps ringing"),
    ("current medicines and their limits", "Medicines used today and their limits", "sertraline (Zoloft)"),
    ("ketamine as an alternative", "Ketamine as another option", "anesthetic"),
    ("how ketamine works", "How ketamine may work", "NMDA receptor"),
    ("a stress response set back to the start", "How ketamine may work", "Neither has been shown"),
    ("the science", "What the studies found", "Midazolam"),
    ("the study in JAMA Psychiatry", "What the studies found", "Feder, 2014"),
    ("advantages", "Possible advantages", None),
    ("rapid response", "A faster response", "within about a day"),
    ("treatment resistance", "When other treatments have not helped enough", "works in a different way"),
    ("hurdles", "Hurdles to weigh", "insurance plan"),
    ("side effects", "Side effects", "detached"),
    ("misconceptions", "Misconceptions", "club drug"),
    ("accessible: the right steps", "How people get ketamine treatment", "the right steps"),
    ("legal and safe prescription", "A legal prescription", "licensed prescriber"),
    ("a consultation first", "A legal prescription", "A full visit"),
    ("choosing a clinic", "A legal prescription", "questions to ask any clinic"),
    ("support and therapy", "Support and therapy", "Talk therapy"),
    ("support groups", "Support and therapy", "A support group"),
    ("holistic care", "Support and therapy", "Our approach is holistic"),
    ("future research", "What researchers still ask", "repeated use"),
    ("new studies", "Studies under way", "75 veterans"),
    ("long-term healing", "Long-term effects", "lasting healing"),
    ("welcome", OUTLINE[-1][1], "Reaching out can be a first step"),
    ("question 1: safe for everyone", "Questions people ask", "everyone"),
    ("question 2: how quick", "Questions people ask", "How fast"),
    ("question 3: other medicines", "Questions people ask", "other PTSD medicines"),
    ("question 4: addiction", "Questions people ask", "addiction"),
    ("question 5: steps", "Questions people ask", "steps"),
]


@pytest.mark.parametrize(("part", "heading", "words"), ORIGINAL_PARTS, ids=lambda value: value)
def test_each_part_of_the_original_page_is_under_its_heading(
    html: str, part: str, heading: str, words: str | None
) -> None:
    headings = list(re.finditer(r"<h([23])\b[^>]*>(.*?)</h\1>", html, re.DOTALL))
    texts = [unescape(re.sub(r"<[^>]+>", "", found[2])).strip() for found in headings]
    start = texts.index(heading)
    # Questions are headings of their own, so theirs is the stretch until the next h2.
    level = "2" if heading == "Questions people ask" else "23"
    after = next((found.start() for found in headings[start + 1 :] if found[1] in level), len(html))
    section = unescape(re.sub(r"<[^>]+>", "", html[headings[start].end() : after]))

    assert words is None or words in " ".join(section.split())
