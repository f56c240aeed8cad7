"""Keep what was typed into a form of the admin when the session ends before it is saved.

It is stored sealed for a day, for the account that typed it, and shown once: after signing in again, or
when the page itself notices that the time is over (`_ended`, sent by static/staff/session.js).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clinic_site.core.background import mark_as_background
from clinic_site.core.same_origin import is_same_origin
from clinic_site.core.session_ending import ENDED, session_ending
from intake.crypto.sealed_input import InputGone, InputTooLong, open_input, seal_input

_KEPT_FOR = dt.timedelta(days=1)
_LONGEST = 500_000  # characters, sealed; the longest notice is a tenth of it
_NOT_TYPED = ("csrfmiddlewaretoken", ENDED)
_HERE_AGAIN = gettext_lazy("What you typed before is here again. It isn’t saved yet.")
_PAGES: dict[str, Callable[[HttpRequest], str]] = {}


def keep_at(view_name: str, keep: Callable[[HttpRequest], str]) -> None:
    """Register `keep`, which keeps what is posted after the session ended, for a page without `KeepsTyped`.

    It is called with a POST from this origin, and returns the path that shows the input again, or "".
    """
    _PAGES[view_name] = keep


class ShowsTyped(admin.ModelAdmin):
    """A page to add or change a row that can show what was typed into it before."""

    def show_typed(self, request: HttpRequest, typed: QueryDict) -> None:
        """Show `typed` in the form of this request, and say so."""
        request.typed_before = typed
        messages.warning(request, _HERE_AGAIN)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, or save it."""
        if getattr(request, "typed_before", None) is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():  # what was typed is checked, for which a form may lock its row
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[forms.ModelForm]:
        """Return Django's form, which shows what was typed before, if anything was."""
        form = super().get_form(request, obj, **kwargs)
        typed = getattr(request, "typed_before", None)
        return form if typed is None else type(form.__name__, (_TypedBefore, form), {"typed_before": typed})


class KeepsTyped(ShowsTyped):
    """A page to add or change a row, on which typed text survives the end of a session.

    Without `keeps_new`, it does so only on the page that changes a row.
    """

    keeps_new = True

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, with what was typed before the session ended."""
        if not self.keeps_new and object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if response := kept_at_end(request):
            return response
        context = {"keeps_typed": True} | (extra_context or {})
        if request.method == "GET" and (typed := _taken(request)):
            self.show_typed(request, typed)
        return super().changeform_view(request, object_id, form_url, context)


class _TypedBefore(forms.ModelForm):
    """A form that shows `typed_before`."""

    typed_before: QueryDict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(self.typed_before, **kwargs)


@receiver(session_ending)  # here, since a public process doesn't load the admin
def keep_at_session_end(sender: Any, request: HttpRequest, **kwargs: Any) -> str:
    """Keep what was sent after the session had expired; return the path that shows it again, or ""."""
    try:
        name = resolve(request.path).view_name
    except Resolver404:
        return ""
    if keep := _PAGES.get(name):
        is_ours = request.method == "POST" and is_same_origin(request, allow_null=False)
        return keep(request) if is_ours else ""
    return keep_typed(request) if _may_type(request, name) else ""


def kept_at_end(request: HttpRequest) -> HttpResponse | None:
    """Keep what the page sent because the session ended, and lead back to it; None for any other request.

    It is None, too, if the input can't be kept. What is saved isn't kept any longer.
    """
    if request.method == "POST" and not request.POST.get(ENDED):
        cache.delete(_key(request, request.get_full_path()))
    back = keep_typed(request) if request.POST.get(ENDED) else ""
    return lead_back(request, back) if back else None


def lead_back(request: HttpRequest, back: str) -> HttpResponse:
    """Return a redirect to the path that shows the input again, or JSON with that path for the page's script.

    The script asks before the session ends, and doesn't prolong it.
    """
    if not request.accepts("text/html"):
        mark_as_background(request)
        return JsonResponse({"back": back})
    return HttpResponseRedirect(back)


def typed_before(request: HttpRequest) -> QueryDict | None:
    """Return, once, what was kept for this page, and say so; None if nothing was."""
    typed = _taken(request) if request.method == "GET" else None
    if typed is not None:
        messages.warning(request, _HERE_AGAIN)
    return typed


def keep_typed(request: HttpRequest) -> str:
    """Keep what was posted to this page, and return its path; "" if another origin sent it, or too much."""
    if request.method != "POST" or not is_same_origin(request, allow_null=False):
        return ""
    path, typed = request.get_full_path(), request.POST.copy()
    for name in _NOT_TYPED:
        typed.pop(name, None)
    try:
        sealed = seal_input(_purpose(request, path), dict(typed.lists()), timezone.now(), longest=_LONGEST)
    except InputTooLong:
        return ""
    cache.set(_key(request, path), sealed, _KEPT_FOR.total_seconds())
    return path


def _taken(request: HttpRequest) -> QueryDict | None:
    """Return, once, what was kept for this page."""
    path = request.get_full_path()
    sealed = cache.get(_key(request, path))
    if not sealed:
        return None
    cache.delete(_key(request, path))
    try:
        found = open_input(_purpose(request, path), sealed, timezone.now(), _KEPT_FOR)
    except InputGone:
        return None
    typed = QueryDict(mutable=True)
    for name, values in found.items():
        typed.setlist(name, values)
    return typed


def _may_type(request: HttpRequest, name: str) -> bool:
    """Return whether `name` is the view name of a page of `KeepsTyped` on which the user may save."""
    for each in admin.site._registry.values():
        if isinstance(each, KeepsTyped):
            page = f"admin:{each.opts.app_label}_{each.opts.model_name}"
            if name == f"{page}_add":
                return each.keeps_new and each.has_add_permission(request)
            if name == f"{page}_change":
                return each.has_change_permission(request)
    return False


def _purpose(request: HttpRequest, path: str) -> str:
    return f"settings.{request.user.pk}.{path}"


def _key(request: HttpRequest, path: str) -> str:
    return f"typed.{hashlib.sha256(_purpose(request, path).encode()).hexdigest()}"
