"""The pages of an invitation: an administrator makes it, and the colleague sets a first password."""

from __future__ import annotations

from typing import Any

# The only way to record that the password was just given, so that setting up a factor doesn’t ask for it.
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django import forms
from django.contrib import admin
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from clinic_site.accounts import fresh_factor
from clinic_site.accounts.forms import ADMINISTRATOR, RolesField, TextsMixin, UsernameMixin, new_password
from clinic_site.accounts.invitations import NoSuchInvitation, accept, invite, invite_again, invited
from clinic_site.clinic_admin.ready_page import ready_first
from clinic_site.errors import security_log
from intake.roles import has_right
from intake.staff.admin_forms.kept_form import keep_at, keep_typed, kept_at_end, typed_before

_SHOWS_EXAMPLE = "shows_the_example_first"


class InviteForm(UsernameMixin, forms.ModelForm):
    """Who is invited, and what they may do."""

    groups = RolesField(label=gettext_lazy("Roles"), queryset=Group.objects.order_by("name"), required=False)

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "groups", "is_superuser"]
        labels = {"is_superuser": ADMINISTRATOR}
        help_texts = {
            "is_superuser": "",
            "username": gettext_lazy("What your colleague signs in with: letters, digits, and . _ - + @"),
        }

    def clean(self) -> dict[str, Any]:
        """Require a role, or the right to manage accounts: an account without either could do nothing."""
        cleaned = super().clean()
        if not cleaned.get("groups") and not cleaned.get("is_superuser"):
            self.add_error("groups", _("Choose at least one role."))
        return cleaned


class FirstPasswordForm(TextsMixin, SetPasswordForm):
    """The first password, twice."""

    texts = new_password("new_password1", "new_password2")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invite_page(request: HttpRequest) -> HttpResponse:
    """Invite a colleague, and show the link once.

    Raises PermissionDenied unless the user may add accounts.
    """
    _require_administrator(request)
    if response := kept_at_end(request):
        return response
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if response := fresh_factor.require_fresh_factor(request, reverse("admin:invite")):
            return response
        user = form.save(commit=False)
        link = invite(user, form.cleaned_data["groups"], actor=request.user, now=timezone.now())
        return _show_link(request, link, user)
    if request.method == "GET" and (typed := fresh_factor.posted_before(request) or typed_before(request)):
        form = InviteForm(typed)
    context = admin.site.each_context(request) | {"title": _("Invite a colleague"), "form": form}
    return render(request, "admin/auth/invite.html", context)


@require_POST
@never_cache
def invite_again_page(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show a new link for an account that has no password yet. Asks for a fresh second factor first."""
    _require_administrator(request)
    user = get_object_or_404(User, pk=user_id)
    if not fresh_factor.is_fresh(request):
        return fresh_factor.ask_for_factor(request, reverse("admin:auth_user_change", args=[user.pk]))
    try:
        return _show_link(request, invite_again(user, actor=request.user, now=timezone.now()), user)
    except NoSuchInvitation:
        raise PermissionDenied from None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """Let an invited colleague set a password; then they are signed in and set up a second factor."""
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")[:100]
    now = timezone.now()
    try:
        user = invited(code, now)
        form = FirstPasswordForm(user, request.POST or None)
        if request.method != "POST" or not form.is_valid():
            return render(request, "account/invitation.html", {"form": form, "code": code, "invited": user})
        user = accept(code, form.cleaned_data["new_password1"], now)
    except NoSuchInvitation:
        security_log.refused("invitation refused", request)
        return render(request, "account/invitation_over.html", status=410)
    with transaction.atomic():
        response = perform_login(request, user, redirect_url=reverse("mfa_index"))
        record_authentication(request, user, method="password", reauthenticated=True)
        request.session[_SHOWS_EXAMPLE] = True
    return response


def first_page(request: HttpRequest) -> HttpResponse:
    """Show an invited colleague the example of a request once; otherwise show the user's first page."""
    if request.session.pop(_SHOWS_EXAMPLE, False) and has_right(request.user, "view_submission"):
        return HttpResponseRedirect(reverse("admin:example_card"))
    return ready_first(request)


def _keep(request: HttpRequest) -> str:
    return keep_typed(request) if request.user.has_perm("auth.add_user") else ""


keep_at("admin:invite", _keep)


def _require_administrator(request: HttpRequest) -> None:
    if not request.user.has_perm("auth.add_user"):
        raise PermissionDenied


def _show_link(request: HttpRequest, link: str, user: User) -> HttpResponse:
    context = {"title": _("Invitation"), "link": link, "invited": user}
    return render(request, "admin/auth/invited.html", admin.site.each_context(request) | context)
