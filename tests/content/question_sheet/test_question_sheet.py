"""The question sheet: its contents, and that nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from content.question_sheet.questions import EVERY_CLINIC, GROUPS, Pick, questions_for

PATH = "/questions-to-ask/"
Find = Callable[..., list[dict[str, str]]]
PICKS = [(group, pick) for group, (_, picks) in GROUPS.items() for pick in picks]


def asked(html: str, find: Find) -> list[str]:
    return [item["text"] for item in find(html, "li") if "main" in item["inside"] and item["text"]]


def test_sheet_without_choices_contains_the_general_questions(client: Client, find: Find) -> None:
    html = client.post(PATH).content.decode()

    assert asked(html, find) == [question for topic in EVERY_CLINIC for question in topic.questions]


@pytest.mark.parametrize(("group", "pick"), PICKS, ids=[pick.name for _, pick in PICKS])
def test_each_choice_adds_exactly_its_questions(client: Client, find: Find, group: str, pick: Pick) -> None:
    bare = asked(client.post(PATH).content.decode(), find)

    html = client.post(PATH, {group: pick.name}).content.decode()

    assert asked(html, find)[len(bare) :] == list(pick.questions)


def test_questions_of_a_group_share_a_heading() -> None:
    topics = questions_for({"worries": ["heart", "misuse"]})

    assert [topic.heading for topic in topics[len(EVERY_CLINIC) :]] == ["Your worries"]


def test_each_question_ends_with_a_question_mark() -> None:
    questions = [question for topic in EVERY_CLINIC for question in topic.questions]
    questions += [question for _, pick in PICKS for question in pick.questions]

    assert [question for question in questions if not question.endswith("?")] == []


def test_questions_are_unique() -> None:
    questions = [question for topic in EVERY_CLINIC for question in topic.questions]
    questions += [question for _, pick in PICKS for question in pick.questions]

    assert len(set(questions)) == len(questions)


def test_sheet_says_that_ketamine_is_not_approved_for_ptsd(client: Client) -> None:
    assert "The FDA has not approved ketamine for PTSD." in client.post(PATH).content.decode()


def test_sheet_with_medicines_warns_against_stopping_them(client: Client) -> None:
    html = client.post(PATH, {"medicine_names": "Zoloft 50"}).content.decode()

    assert "Zoloft 50" in html
    assert "Please don’t stop or change a medicine on your own" in html


def test_answers_are_escaped(client: Client) -> None:
    html = client.post(PATH, {"own_questions": "<script>alert(1)</script>\nSecond?"}).content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>Second?" in html


def test_sheet_is_not_cached_and_sets_no_cookie(client: Client) -> None:
    answer = client.post(PATH, {"worries": "suicide"})

    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert not answer.cookies
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_sheet_uses_no_database(client: Client) -> None:
    # pytest-django refuses all queries in a test that is not marked for the database.
    assert client.post(PATH, {"worries": "suicide", "own_questions": "x"}).status_code == 200


def test_empty_form_is_cacheable(client: Client) -> None:
    assert client.get(PATH)["Cache-Control"].startswith("public")


def test_change_shows_the_form_with_all_answers(client: Client, find: Find) -> None:
    picked = {"matters": ["cost", "touch"], "worries": ["heart"], "own_questions": "Why?", "change": "yes"}

    html = client.post(PATH, picked).content.decode()

    ticked = [box["value"] for box in find(html, "input") if "checked" in box]
    assert sorted(ticked) == ["cost", "heart", "touch"]
    assert [box["text"].strip() for box in find(html, "textarea")] == ["", "Why?"]


def test_sheet_contains_all_answers_as_hidden_fields(client: Client, find: Find) -> None:
    html = client.post(PATH, {"matters": ["cost", "touch"], "medicine_names": 'a "b"'}).content.decode()

    hidden = [(box["name"], box["value"]) for box in find(html, "input") if box.get("type") == "hidden"]
    assert hidden == [("matters", "cost"), ("matters", "touch"), ("medicine_names", 'a "b"')]


def test_overlong_text_is_kept_and_gets_an_error(client: Client, find: Find) -> None:
    answer = client.post(PATH, {"own_questions": "x" * 501, "matters": "cost"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Shorten this text to 500 characters or fewer." in html
    assert "x" * 501 in html
    assert [box["value"] for box in find(html, "input") if "checked" in box] == ["cost"]


def test_unknown_choice_gets_an_error(client: Client) -> None:
    answer = client.post(PATH, {"matters": "fame"})

    assert answer.status_code == 422
    assert "Choose one of the options in the list." in answer.content.decode()


def test_nul_characters_are_removed(client: Client) -> None:
    assert '<li class="own">ab</li>' in client.post(PATH, {"own_questions": "a\x00b"}).content.decode()


def test_cross_site_post_makes_no_sheet_and_keeps_the_answers(client: Client) -> None:
    answer = client.post(PATH, {"own_questions": "Why?"}, headers={"sec-fetch-site": "cross-site"})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "We haven’t made your list yet" in html
    assert "Why?</textarea>" in html


def test_titles_name_no_clinic_and_no_choice(client: Client) -> None:
    sheets = [client.post(PATH, typed) for typed in ({"worries": "suicide"}, {"change": "yes"})]

    pages = [page.content.decode() for page in (client.get(PATH), *sheets)]
    titles = [re.search("<title>(.*?)</title>", page)[1] for page in pages]
    assert titles == ["Questions to ask a clinic", "Your questions", "Questions to ask a clinic"]


def test_the_form_goes_on_in_the_other_language(client: Client, find: Find) -> None:
    typed = {"worries": ["heart"], "own_questions": "Why?", "in_language": "es"}
    moved = client.post(PATH, typed)

    html = client.post(moved["Location"], typed).content.decode()

    assert (moved.status_code, moved["Location"]) == (307, "/es/que-preguntar/")
    assert [box["value"] for box in find(html, "input") if "checked" in box] == ["heart"]
    assert "Why?</textarea>" in html
    assert client.post(PATH, {"in_language": "xx"}).status_code == 200
