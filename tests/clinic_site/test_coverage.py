"""Every planned topic and question is covered by a page."""

from __future__ import annotations

import pytest
from django.test import Client

from content.library import library
from intake.services.faq import read_shipped_entries

F = "ptsd-medication-alternatives"
# Pages by topic. On the first page, the topic has the heading after the #.
TOPICS: dict[str, tuple[str, ...]] = {
    "the short of it": (f"{F}#",),
    "PTSD, the basics": (f"{F}#ptsd-the-basics", "what-is-ptsd"),
    "medicines and their limits": (
        f"{F}#medicines-used-today-and-their-limits",
        *("proven-ptsd-treatments", "ptsd-medicines", "compare-ptsd-treatments"),
    ),
    "ketamine as an option": (f"{F}#ketamine-as-another-option", "how-ketamine-works"),
    "how ketamine works": (f"{F}#how-ketamine-may-work", "how-ketamine-works"),
    "the science": (f"{F}#what-the-studies-found", "ketamine-ptsd-research"),
    "advantages": (f"{F}#possible-advantages", "ketamine-ptsd-research"),
    "a rapid response": (f"{F}#a-faster-response", "ketamine-ptsd-research"),
    "treatment resistance": (
        f"{F}#when-other-treatments-have-not-helped-enough",
        "ketamine-ptsd-research",
    ),
    "hurdles": (f"{F}#hurdles-to-weigh", "ketamine-side-effects"),
    "side effects": (f"{F}#side-effects", "ketamine-side-effects"),
    "misconceptions": (f"{F}#misconceptions", "ketamine-myths"),
    "how to get it": (f"{F}#how-people-get-ketamine-treatment", "getting-care"),
    "a legal prescription": (f"{F}#a-legal-prescription", "getting-care"),
    "support and therapy": (f"{F}#support-and-therapy", "support-and-daily-life", "proven-ptsd-treatments"),
    "research to come": (f"{F}#what-researchers-still-ask", "whats-next-in-research"),
    "new studies": (f"{F}#studies-under-way", "whats-next-in-research"),
    "the long term": (f"{F}#long-term-effects", "whats-next-in-research", "how-ketamine-works"),
    "the clinic": (f"{F}#{{clinic}}-and-your-care", "about-relevance-recovery"),
}
QUESTIONS = {
    "is it safe for everyone": "is-ketamine-right-for-everyone",
    "how quick is it": "how-fast-might-ketamine-work",
    "beside other medicines": "other-ptsd-medicines",
    "addiction": "can-ketamine-lead-to-addiction",
    "steps to a prescription": "steps-to-a-prescription",
}

OTHERS = {
    *("home", "ptsd", "ketamine", "care"),
    *("crisis", "safety", "sources-and-review", "every-source", "privacy", "accessibility", "notices"),
    *("how-ptsd-therapy-works", "complex-ptsd", "newer-ptsd-treatments"),
    *("coping-today", "families-and-partners", "veterans-and-ptsd", "first-responders", "teens-and-ptsd"),
    *(
        "after-assault-or-abuse",
        "is-ketamine-right-for-me",
        "what-ketamine-feels-like",
        "ketamine-course",
        "va-and-ketamine",
    ),
}
MIN_QUESTIONS = 15


def test_the_library_has_exactly_the_planned_pages() -> None:
    covered = {target.partition("#")[0] for targets in TOPICS.values() for target in targets}

    assert covered | OTHERS == set(library().pages)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_covered_by_its_pages(topic: str) -> None:
    pages = library().pages
    first, *others = TOPICS[topic]
    slug, _, anchor = first.partition("#")
    headings = {heading.id for heading in pages[slug].headings}

    if anchor:
        own = [each for each in headings if each.endswith("-and-your-care")]
        assert anchor.format(clinic=own[0].removesuffix("-and-your-care")) in headings
    else:
        assert pages[slug].key_takeaways
    assert [other for other in others if other not in pages] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_an_answer(question: str) -> None:
    assert QUESTIONS[question] in {entry.slug for entry in read_shipped_entries()}


def test_there_are_enough_questions() -> None:
    assert len({entry.slug for entry in read_shipped_entries()}) >= MIN_QUESTIONS


def test_the_callback_form_is_below_the_page_and_on_its_own_page(client: Client, db: None) -> None:
    for path in (f"/{F}/", "/callback/"):
        page = client.get(path).content.decode()
        assert "Request a Callback" in page
        assert '"*" indicates required fields' in page
