"""Hand over requests of one person at once: at the end of a shift, or when a colleague is ill."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic_site.core.numbers import whole_number
from intake.models import Submission
from intake.services.exporting import UNASSIGNED
from intake.services.triage.claiming import assign, release
from intake.services.triage.colleagues import accounts
from intake.services.triage.transitions import Refused
from intake.staff.queue.filter import QueueFilter
from intake.staff.queue.rows import CAP, all_rows

_TABS_WITHOUT = ("spam", "closed")


def whose(wanted: QueueFilter, user_id: int) -> int | None:
    """Return the id of the account if the queue shows the open requests of only one, or None."""
    if wanted.found or wanted.tab in _TABS_WITHOUT:
        return None
    return user_id if wanted.mine else whole_number(wanted.who)


def hand_over(request: HttpRequest, references: list[str], now: dt.datetime) -> None:
    """Assign the requests to the account `to` of the form, or return them to the queue; say what was done.

    With `every`, that is all of the list that the queue showed, on all of its pages. A request is left
    alone if the person whose requests the queue showed no longer has it.
    """
    wanted = QueueFilter.before(request)
    owner = whose(wanted, request.user.pk)
    typed = request.POST.get("to", "")
    to = accounts([typed]).first() if whole_number(typed) is not None else None
    every = "every" in request.POST and wanted.tab
    if owner is None or not (every or references) or (to is None and typed != UNASSIGNED):
        messages.warning(request, _("Select the requests first, and who is to have them."))
        return
    give = release if to is None else partial(assign, to=to, one_of_several=True)
    act = partial(give, actor=request.user, now=now, owner=owner)
    chosen = Submission.objects.filter(reference__in=references)
    if every:
        chosen = all_rows(wanted, request.user.pk, now)[:CAP]
    done = 0
    for submission in chosen:
        try:
            act(submission)
            done += 1
        except Refused as refused:
            messages.error(request, f"{submission.reference}: {refused.reason}")
    _say_what_was_done(request, done, to)


def _say_what_was_done(request: HttpRequest, done: int, to: AbstractBaseUser | None) -> None:
    if not done:
        return
    if to is None:
        text = ngettext("{n} request is back in the queue.", "{n} requests are back in the queue.", done)
        messages.success(request, text.format(n=done))
        return
    text = ngettext("{n} request is assigned to {name}.", "{n} requests are assigned to {name}.", done)
    messages.success(request, text.format(n=done, name=to.get_username()))
    if not to.email:
        text = _("{name} has no email address here, so tell them yourself.")
        messages.warning(request, text.format(name=to.get_username()))
