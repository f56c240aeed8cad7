"""Django's admin behind our doors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse

from clinic_site.doors.second_factor import has_passed
from clinic_site.doors.views import sign_out

_SEARCHED = 200  # signs
# What the filters of a list put behind a field's name: no patterns, no beginnings, no other fields.
_ASKED = r"(__(exact|isnull|gte|lt|year|month|day|id__exact))?"


class Bounded:
    """Has a list search for a line of text, and obey its own filters only.

    Django obeys any look-up in any field of the model: whoever may see a list could ask with
    `?field__regex=…` for what it does not show, and hold a process up with a pattern that never
    ends (on SQLite it runs in Python).
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Return whether a parameter of the address is one of a filter; others are answered with 400."""
        if "\x00" in str(value):  # PostgreSQL takes no such text
            return False
        filters = [each[0] if isinstance(each, tuple) else each for each in self.get_list_filter(request)]
        return any(
            re.fullmatch(re.escape(name) + _ASKED, lookup) for name in [*filters, self.date_hierarchy] if name
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search for as much as a person types: SQLite gives up on thousands of words."""
        return super().get_search_results(request, queryset, search_term[:_SEARCHED])


class StaffAdminSite(AdminSite):
    """Every page needs a second factor; signing in and out and passwords are the doors' business."""

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._pages: list[URLPattern] = []

    def register(self, models: Any, admin_class: type[ModelAdmin] | None = None, **options: Any) -> None:
        """Register as Django does, with lists that can be asked for no more than they show."""
        base = admin_class or ModelAdmin
        super().register(models, type(base.__name__, (Bounded, base), {}), **options)

    def add_page(self, route: str, view: Callable[..., HttpResponse], name: str) -> None:
        """Add a page that belongs to no model, behind the same doors; `view` says who may see it."""
        self._pages.append(path(route, self.admin_view(view), name=name))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the pages that were added, before Django's own."""
        return [*self._pages, *super().get_urls()]

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether this is active staff who showed a second factor."""
        return super().has_permission(request) and has_passed(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the door. Raises PermissionDenied for somebody who is signed in and not staff."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign out."""
        return sign_out(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the one page where people change their own password."""
        return redirect("account_change_password")

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the same page: nothing of ours comes here."""
        return redirect("account_change_password")
