"""A question joins a topic that is known, however its capital letters are typed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.models import FaqEntry
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
ADD = "/admin/intake/faqentry/add/"
TYPED = {"language": "en", "slug": "ride", "question": "A ride?", "answer": "Yes.", "order": "9"}


@pytest.fixture
def staff(client: Client, nurse: AbstractBaseUser) -> Client:
    FaqEntry.objects.all().delete()
    for number, (language, topic) in enumerate((("en", "Safety"), ("en", "Costs"), ("es", "COSTS"))):
        FaqEntry.objects.create(
            slug=f"s{number}", language=language, question="Q", answer="A", topic=topic, order=number
        )
    return sign_in(client, nurse)


@pytest.mark.parametrize(("typed", "stored"), [("costs", "Costs"), ("SAFETY", "Safety"), ("rides", "rides")])
def test_topic_is_spelled_as_in_other_questions(staff: Client, typed: str, stored: str) -> None:
    assert staff.post(ADD, TYPED | {"topic": typed}).status_code == 302

    assert FaqEntry.objects.get(slug="ride").topic == stored


def test_spelling_of_a_topic_can_be_corrected(staff: Client) -> None:
    FaqEntry.objects.filter(slug="s0").update(topic="COSTS")
    entry = FaqEntry.objects.get(slug="s1")
    version = {"updated_at": entry.updated_at.isoformat()}

    staff.post(f"/admin/intake/faqentry/{entry.pk}/change/", TYPED | version | {"topic": "costs"})

    entry.refresh_from_db()
    assert entry.topic == "costs"


def test_known_topics_of_the_language_are_proposed(staff: Client) -> None:
    page = staff.get(ADD).content.decode()

    assert '<datalist id="known-topics"><option>Costs</option><option>Safety</option></datalist>' in page
    assert 'list="known-topics"' in page
    assert 'maxlength="60"' in page
