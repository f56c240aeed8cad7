"""Staff actions on one request, by the slug in the URL. Each calls one service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic_site.clinic import current as current_clinic
from clinic_site.core.numbers import whole_number
from intake.enums import Rule
from intake.models import Submission
from intake.roles import has_right
from intake.rules.deadlines import is_open
from intake.rules.references import normal_reference
from intake.rules.staff_times import staff_time
from intake.services.calls.appointments import set_appointment
from intake.services.calls.attempts import Attempt, override
from intake.services.calls.saving_calls import save_call, save_ending, save_release
from intake.services.calls.undoing import undo
from intake.services.triage.claiming import assign, claim
from intake.services.triage.closing import Ending, reopen
from intake.services.triage.colleagues import accounts
from intake.services.triage.deletion import ask_to_delete, confirm_deletion, refuse_deletion
from intake.services.triage.legal_hold import set_hold
from intake.services.triage.linking import link, unlink
from intake.services.triage.mentions import mentions_in
from intake.services.triage.notes import resolve_read_first, write_note_once
from intake.services.triage.quarantine import ADVERT, not_spam
from intake.services.triage.staff_drafts import discard_draft
from intake.services.triage.transitions import Refused
from intake.services.triage.waiting import resume_now
from intake.staff.requests.request_forms import AppointmentForm, AttemptForm, CloseForm, first_error
from intake.validators import clean_text

Act = Callable[[HttpRequest, Submission, dt.datetime], None]


def version_of(request: HttpRequest) -> int | None:
    """Return the version of the request that the user saw, or None."""
    return whole_number(request.POST.get("version", ""))


def _owner_seen(request: HttpRequest) -> int | None:
    """Return the id of the account that had the request when the user opened its page, or None."""
    return whole_number(request.POST.get("owner", ""))


def _claim(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    take_over_from = _owner_seen(request) if request.POST.get("take_over") == "1" else None
    claim(submission, actor=request.user, now=now, take_over_from=take_over_from)


def _assign(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    chosen = whole_number(request.POST.get("to", ""))
    to = None if chosen is None else accounts([chosen]).first()
    if to is None:
        raise Refused(_("Choose a colleague."))
    assign(submission, to, actor=request.user, now=now, owner=_owner_seen(request))
    messages.success(request, _("Assigned to {name}.").format(name=to.get_username()))
    if not to.email:
        text = _("{name} has no email address here, so tell them yourself.")
        messages.warning(request, text.format(name=to.get_username()))


def _release(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    if request.POST.get("ending") or clean_text(request.POST.get("outcome_text", "")):
        raise Refused(_("You entered an outcome. Close the request, or clear the outcome to release it."))
    attempt = _call_on_card(request)
    save_release(
        submission,
        attempt,
        request.POST.get("text", ""),
        actor=request.user,
        now=now,
        owner=_owner_seen(request),
        version=version_of(request),
    )
    _warn_if_closed(request, submission, attempt and attempt.call_back_at)
    _say_who_was_notified(request)


def _attempt(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    if request.POST.get("ending") or request.POST.get("outcome_text"):
        _close(request, submission, now)  # Enter in the field of an outcome presses Save
        return
    form = AttemptForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    save_call(
        submission,
        form.attempt(),
        form.cleaned_data["text"],
        actor=request.user,
        now=now,
        version=version_of(request),
    )
    if not form.cleaned_data["result"]:  # a result, which can be undone, is announced with that button
        messages.success(request, _("Saved."))
    _warn_if_closed(request, submission, form.cleaned_data["call_back_at"])
    _say_who_was_notified(request)


def _warn_if_closed(request: HttpRequest, submission: Submission, at: dt.datetime | None) -> None:
    """Warn if the clinic is closed at the time that was arranged."""
    if at is None or is_open(at, current_clinic()):
        return
    text = _("{reference}: saved, but the clinic is closed {when}. Check the time, or that someone is there.")
    messages.warning(
        request, text.format(reference=submission.reference, when=staff_time(at, timezone.now()))
    )


def _override(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    rules = [Rule(code) for code in request.POST.getlist("rule") if code in Rule.values]
    if not rules:
        raise Refused(_("There is nothing to override."))
    if not has_right(request.user, "override_safety"):
        raise Refused(_("Ask a colleague who may override the safety card."))
    override(submission, rules, request.POST.get("reason", ""), actor=request.user, now=now)


def _note(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    write_note_once(submission, request.POST.get("text", ""), author=request.user, now=now)
    discard_draft(submission, account=request.user)
    _say_who_was_notified(request)


def _say_who_was_notified(request: HttpRequest) -> None:
    found = mentions_in(request.POST.get("text", ""), author=request.user)
    for text, people in (
        (_("Notified by email: {names}."), found.notified),
        (_("No email address here, so tell them yourself: {names}."), found.without_address),
        (_("Not notified, because they can’t read notes: {names}. Assign it instead."), found.without_right),
    ):
        if people:
            messages.info(request, text.format(names=", ".join(each.get_username() for each in people)))


def _close(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    form = CloseForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    _end(request, submission, form.ended(), now)


def _end(request: HttpRequest, submission: Submission, ending: Ending, now: dt.datetime) -> None:
    """Close a request, with the result and the note on the card."""
    save_ending(
        submission,
        ending,
        attempt=_call_on_card(request),
        note=request.POST.get("text", ""),
        actor=request.user,
        now=now,
        version=version_of(request),
    )
    _say_who_was_notified(request)


def _call_on_card(request: HttpRequest) -> Attempt | None:
    """Return the call whose result was chosen on the card, or None. Raises Refused if it is not valid."""
    if not request.POST.get("result"):
        return None
    form = AttemptForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    return form.attempt()


def _appointment(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    form = AppointmentForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    version = version_of(request)
    set_appointment(submission, form.cleaned_data["at"], actor=request.user, now=now, version=version)
    messages.success(request, _("Saved."))
    _warn_if_closed(request, submission, form.cleaned_data["at"])


def _reopen(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    reopen(submission, actor=request.user, now=now, version=version_of(request))


def _resume(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    resume_now(submission, actor=request.user, now=now, version=version_of(request))


def _read_first(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    resolve_read_first(submission, request.POST.get("text", ""), actor=request.user, now=now)


def _not_spam(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    if not_spam(submission, actor=request.user, now=now).is_overdue(now):
        messages.warning(request, _("It is overdue. Please call now."))


def _spam(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    _end(request, submission, ADVERT, now)


def _undo(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    undo(submission, actor=request.user, now=now)
    messages.success(request, _("Undone. The request is back where it was, and the history shows both."))


def _link(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    link(submission, _other(request), actor=request.user, now=now)


def _unlink(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    unlink(submission, _other(request), actor=request.user, now=now)


def _hold(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    text, held = request.POST.get("text", ""), request.POST.get("held") == "1"
    set_hold(submission, text, held=held, actor=request.user, now=now)


def _ask_to_delete(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    ask_to_delete(submission, request.POST.get("reason", ""), actor=request.user, now=now)
    messages.success(request, _("Asked. A manager other than you must confirm it."))


def _confirm_deletion(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    confirm_deletion(submission, actor=request.user, now=now)
    messages.success(request, _("The answers were destroyed."))


def _refuse_deletion(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    refuse_deletion(submission, actor=request.user, now=now)
    messages.success(request, _("The answers are kept."))


def _other(request: HttpRequest) -> Submission:
    other = Submission.objects.filter(reference=normal_reference(request.POST.get("other", ""))).first()
    if other is None:
        raise Refused(_("There is no such request."))
    return other


ACTS: dict[str, tuple[Act, Promise]] = {
    "claim": (_claim, gettext_lazy("Claim")),
    "assign": (_assign, gettext_lazy("Assign to a colleague")),
    "release": (_release, gettext_lazy("Release")),
    "attempt": (_attempt, gettext_lazy("Record an attempt")),
    "override": (_override, gettext_lazy("Override the safety card")),
    "note": (_note, gettext_lazy("Add a note")),
    "close": (_close, gettext_lazy("Close")),
    "appointment": (_appointment, gettext_lazy("Enter the appointment")),
    "reopen": (_reopen, gettext_lazy("Reopen")),
    "resume": (_resume, gettext_lazy("Stop waiting")),
    "read-first": (_read_first, gettext_lazy("Resolve “Read first”")),
    "not-spam": (_not_spam, gettext_lazy("Not spam")),
    "spam": (_spam, gettext_lazy("Spam")),
    "link": (_link, gettext_lazy("Link")),
    "hold": (_hold, gettext_lazy("Legal hold")),
    "ask-to-delete": (_ask_to_delete, gettext_lazy("Ask to delete the answers")),
    "delete": (_confirm_deletion, gettext_lazy("Delete the answers")),
    "keep": (_refuse_deletion, gettext_lazy("Keep the answers")),
    "unlink": (_unlink, gettext_lazy("Unlink")),
    "undo": (_undo, gettext_lazy("Undo")),
}
# After these actions, return to the queue.
LEAVES_THE_PAGE = {"close", "spam", "release"}
