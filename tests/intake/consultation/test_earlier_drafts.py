"""A draft that was started in an earlier release, which asked its questions in other steps."""

from __future__ import annotations

from intake.forms.consultation_state import ConsultationState

WHO = {"for_whom": ["me"], "adult": ["yes"]}
CONTACT = {"name": ["Rosalind"], "channel": ["phone"], "phone": ["732 555 0142"]}


def test_an_answer_moves_to_the_step_that_asks_for_it_today() -> None:
    state = ConsultationState({"who": WHO, "reach": CONTACT | {"voicemail": ["no"]}})

    assert state.typed == {"who": WHO, "reach": CONTACT, "safe": {"voicemail": ["no"]}}


def test_a_step_with_a_question_that_no_longer_exists_is_asked_again() -> None:
    state = ConsultationState({"who": WHO, "points": {"heart": ["no"], "medicines_now": ["sertraline"]}})

    assert state.typed == {"who": WHO}


def test_a_step_that_no_longer_exists_is_left_out() -> None:
    state = ConsultationState({"who": WHO, "gone": {"name": ["Rosalind"]}})

    assert state.typed == {"who": WHO}
