"""The admin site, which requires a second factor."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms.utils import pretty_name
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from clinic_site import clinic
from clinic_site.accounts import fresh_factor
from clinic_site.accounts.second_factor import has_passed
from clinic_site.accounts.sessions import IDLE
from clinic_site.accounts.views import sign_out
from intake.roles import Role

_MAX_SEARCH_LENGTH = 200  # characters
_DJANGOS_REQUIRED = forms.Field.default_error_messages["required"]
_FILL_IN = _("Fill in “{label}”.")
_CHOOSE = _("Choose an answer for “{label}”.")
# Lookups that changelist filters use; no regex, prefix or relation lookups.
_FILTER_LOOKUPS = r"(__(exact|isnull|gte|lt|year|month|day|id__exact))?"


class StaffListMixin:
    """Plain titles for lists, no lookups but those of the filters, and errors that say what to do.

    Django accepts any lookup on any field of the model: a user who may see a list could use
    `?field__regex=…` to infer values that the list does not show, or block a process with a slow
    pattern (on SQLite, regex lookups run in Python).
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Return whether a query parameter belongs to a filter; Django answers 400 if not."""
        if "\x00" in str(value):  # PostgreSQL rejects NUL in text
            return False
        filters = [each[0] if isinstance(each, tuple) else each for each in self.get_list_filter(request)]
        return any(
            re.fullmatch(re.escape(name) + _FILTER_LOOKUPS, lookup)
            for name in [*filters, self.date_hierarchy]
            if name
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, titled with what it contains."""
        plural = capfirst(self.model._meta.verbose_name_plural)
        title = {"title": getattr(self, "list_title", plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[forms.ModelForm]:
        """Return Django's form, with errors for empty fields that say what to do."""
        form = super().get_form(request, obj, **kwargs)
        for name, field in form.base_fields.items():
            if field.error_messages.get("required") == _DJANGOS_REQUIRED:
                words = _CHOOSE if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else _FILL_IN
                label = field.label or pretty_name(name)
                field.error_messages["required"] = format_lazy(words, label=label)
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """Show the form; the template has our own words above errors."""
        context |= {"errors": [], "form_errors": context.get("errors")}
        return super().render_change_form(request, context, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search with a truncated term: SQLite fails on queries with thousands of words."""
        return super().get_search_results(request, queryset, search_term[:_MAX_SEARCH_LENGTH])


class StaffAdminSite(AdminSite):
    """Require a second factor on every page; sign-in, sign-out and passwords use allauth's pages."""

    enable_nav_sidebar = False  # the bar at the top leads everywhere

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._pages: list[URLPattern] = []

    @property
    def site_header(self) -> str:
        """The clinic's name, at the top of each page."""
        return clinic.current().clinic.name

    @property
    def site_title(self) -> str:
        """The clinic's name, in each title."""
        return clinic.current().clinic.name

    def register(self, models: Any, admin_class: type[ModelAdmin] | None = None, **options: Any) -> None:
        """Register models as Django does, with `StaffListMixin`."""
        base = admin_class or ModelAdmin
        super().register(models, type(base.__name__, (StaffListMixin, base), {}), **options)

    def add_page(self, route: str, view: Callable[..., HttpResponse], name: str) -> None:
        """Add a page without a model; `view` checks permissions beyond `has_permission`."""
        self._pages.append(path(route, self.admin_view(view), name=name))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the added pages, then Django's own."""
        return [*self._pages, *super().get_urls()]

    # `intake` can't import this app, so its pages call these two methods of the site.
    def require_fresh_factor(self, request: HttpRequest, back: str) -> HttpResponse | None:
        """Return a redirect to the second factor unless it was shown within ten minutes, else None."""
        return fresh_factor.require_fresh_factor(request, back)

    def posted_before(self, request: HttpRequest) -> QueryDict | None:
        """Return, once, what was posted here before the redirect to the second factor."""
        return fresh_factor.posted_before(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return Django's context, with the limit of the session for the warning before it ends."""
        return {**super().each_context(request), "session_idle_seconds": IDLE}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Return Django's list lazily: every page gets it, but only two show it."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the user is active staff and has passed a second factor."""
        return super().has_permission(request) and has_passed(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show what there is, with a note to an administrator while no one is a manager."""
        managers = get_user_model().objects.filter(is_active=True, groups__name=Role.MANAGER)
        lacking = {"lacks_manager": request.user.has_perm("auth.add_user") and not managers.exists()}
        return super().index(request, lacking | (extra_context or {}))

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what an app contains, titled with its name."""
        title = {"title": apps.get_app_config(app_label).verbose_name}
        return super().app_index(request, app_label, title | (extra_context or {}))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Redirect to sign-in. Raises PermissionDenied for users who are signed in without access."""
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
        """Redirect to allauth's page, where users change their own password."""
        return redirect("account_change_password")

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the same page; none of our forms leads here."""
        return redirect("account_change_password")
