"""Template tags for public pages: the callback form, the FAQ, and error summaries."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.db import Error as DatabaseError
from django.forms import Form
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinic_site.clinic import current as current_clinic
from clinic_site.core.markdown import to_html
from intake.forms.callback import CallbackForm
from intake.models import FaqEntry
from intake.rules.deadlines import reading_times
from intake.rules.safety_card import call_windows
from intake.services import faq as faq_service
from intake.services.requests import promise
from intake.spam.form_timestamp import new_timestamp

register = template.Library()
register.filter("markdown", to_html)
log = logging.getLogger(__name__)

_BELOW_A_PAGE = 5  # questions; the pages are long already


@register.filter
def with_path(site: str, path: str = "") -> SafeString:
    """Return an address to copy by hand: on a phone, the line ends before its path, not inside a word."""
    return format_html("{}<wbr>{}", site, path)


@register.inclusion_tag("intake/callback_form.html")
def callback_form(form: CallbackForm | None = None, *, page: str = "") -> dict[str, Any]:
    """Show the callback form: an empty one below the page with the slug `page`, or `form` on its own."""
    embedded = form is None
    if embedded:  # the content of a cached page must not change every second
        form = CallbackForm(initial={"stamp": new_timestamp(timezone.now(), to_the_hour=True), "page": page})
    return {
        "form": form,
        "heading": "h2" if embedded else "h1",
    }


@register.inclusion_tag("intake/when_read.html")
def when_read(answers: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Show when staff read requests, and by when a person who asks now, with these answers, is called."""
    times = reading_times(timezone.now(), current_clinic(), call_windows(answers or {}))
    return {"times": times, "answered": answers is not None}


@register.inclusion_tag("intake/call_promise.html")
def call_promise() -> dict[str, Any]:
    """Show, in one line above the short form, by when we call and what the form isn't for."""
    return {"times": reading_times(timezone.now(), current_clinic())}


@register.inclusion_tag("intake/promise_kept.html")
def promise_kept() -> dict[str, Any]:
    """Show how often the promised time was kept recently, if enabled and based on enough requests."""
    try:
        return {"counted": promise.promise_kept(timezone.now()) if settings.SHOW_PROMISE_KEPT else None}
    except DatabaseError:
        log.exception("how the promise was kept cannot be shown")
        return {"counted": None}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Form) -> dict[str, Any]:
    """List all errors of a form, with links to the inputs; a group is linked by its first input."""
    lines = []
    for bound in form:
        target = f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id
        lines += [{"message": message, "target": target} for message in bound.errors]
    return {"errors": lines}


@register.inclusion_tag("intake/faq_list.html", takes_context=True)
def faq_list(context: template.Context) -> dict[str, Any]:
    """Show the first five questions, each as a heading with its answer."""
    entries = _questions(context)
    return {"entries": entries if entries is None else entries[:_BELOW_A_PAGE]}


@register.inclusion_tag("intake/faq_topics.html", takes_context=True)
def faq_topics(context: template.Context) -> dict[str, Any]:
    """Show all published questions by topic, collapsed."""
    entries = _questions(context)
    return {"topics": entries if entries is None else faq_service.by_topic(entries)}


def _questions(context: template.Context) -> list[FaqEntry] | None:
    """Return the published questions; None, and the page isn't cached, if the database is unavailable."""
    try:
        return faq_service.published()
    except DatabaseError:
        log.exception("questions cannot be shown")
        context["request"].incomplete = True
        return None
