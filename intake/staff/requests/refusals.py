"""Remember why an action was refused until the page of its request is shown again.

A refused POST redirects to the page of the request, which shows what was typed from the draft. So Back,
Forward and Reload never meet the answer to a POST, which a browser cannot show again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from intake.enums import Rule
from intake.models import Submission

_KEY = "refused_action"


def remember_refusal(
    request: HttpRequest, submission: Submission, word: str, reason: str, needs: Iterable[Rule] = ()
) -> None:
    """Keep the reason of a refusal in the session, and the rules whose override it `needs`."""
    request.session[_KEY] = [str(submission.pk), word, str(reason), [str(rule) for rule in needs]]


def take_refusal(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """Return, once, what the page of a request shows of a refusal; empty if there was none."""
    if request.session.get(_KEY, [""])[0] != str(submission.pk):
        return {}
    _pk, word, reason, needs = request.session.pop(_KEY)
    return {"act": word, "refused": reason, "needs": [Rule(rule) for rule in needs]}
