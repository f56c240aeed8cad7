"""What intake lends to pages: the callback form and the questions people ask."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.db import Error as DatabaseError
from django.forms import Form
from django.utils import timezone
from django.utils.safestring import SafeString

from clinic_site.markdown import to_html
from intake.deadlines import reading_times
from intake.forms import CallbackForm
from intake.models import FaqEntry
from intake.services import faq as faq_service
from intake.services import promise
from intake.services.hours import current_clinic
from intake.stamps import new_stamp

register = template.Library()
log = logging.getLogger(__name__)

_BELOW_A_PAGE = 5  # questions; more would make a page heavy that is long already


@dataclass(frozen=True)
class SummaryLine:
    """One line of an error summary: what to do, and the id of the input to do it in."""

    message: str
    target: str


@register.inclusion_tag("intake/callback_form.html")
def callback_form(form: CallbackForm | None = None) -> dict[str, Any]:
    """Show the callback form: empty below a page, or bound as the whole of its own page."""
    embedded = form is None
    if embedded:  # a page kept in memory must not change every second
        form = CallbackForm(initial={"stamp": new_stamp(timezone.now(), to_the_hour=True)})
    return {
        "form": form,
        "heading": "h2" if embedded else "h1",
    }


@register.inclusion_tag("intake/when_read.html")
def when_read() -> dict[str, Any]:
    """Say when staff read requests, and by when somebody who asks now is called."""
    return {"times": reading_times(timezone.now(), current_clinic())}


@register.inclusion_tag("intake/promise_kept.html")
def promise_kept() -> dict[str, Any]:
    """Say how often the promised time was kept lately, where the clinic shows it and enough were asked."""
    try:
        return {"counted": promise.promise_kept(timezone.now()) if settings.SHOW_PROMISE_KEPT else None}
    except DatabaseError:
        log.exception("how the promise was kept cannot be shown")
        return {"counted": None}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Form) -> dict[str, Any]:
    """Show every error of a form; a group of choices is reached at its first input."""
    lines = []
    for bound in form:
        target = f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id
        lines += [SummaryLine(message, target) for message in bound.errors]
    return {"errors": lines}


@register.inclusion_tag("intake/faq_list.html", takes_context=True)
def faq_list(context: template.Context) -> dict[str, Any]:
    """Show the five questions that stand first, each as a heading with its answer."""
    entries = _questions(context)
    return {"entries": entries if entries is None else entries[:_BELOW_A_PAGE]}


@register.inclusion_tag("intake/faq_topics.html", takes_context=True)
def faq_topics(context: template.Context) -> dict[str, Any]:
    """Show all published questions by topic, each folded."""
    entries = _questions(context)
    return {"topics": entries if entries is None else faq_service.by_topic(entries)}


def _questions(context: template.Context) -> list[FaqEntry] | None:
    """Return the questions; None while the database is away, and the page is kept nowhere."""
    try:
        return faq_service.published()
    except DatabaseError:
        log.exception("questions cannot be shown")
        context["request"].incomplete = True
        return None


@register.filter
def markdown(text: str) -> SafeString:
    """Return a short markdown text as safe HTML."""
    return to_html(text)
