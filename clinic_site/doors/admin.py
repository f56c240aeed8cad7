"""Accounts in the admin, for technical administrators."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinic_site.doors.sessions import end_sessions

for _model in (User, Group, EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


@admin.register(User)
class StaffAccountAdmin(UserAdmin):
    """Accounts have roles and no rights of their own; they are made inactive, never deleted."""

    list_display = ["username", "first_name", "last_name", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("What this person may do"), {"fields": ["is_active", "groups", "is_superuser"]}),
        (_("When"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    actions = ["remove_second_factors"]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody deletes: the read log names people."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Store an account; every account here is one of staff."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Remove the second factors, to be set up anew"), permissions=["change"])
    def remove_second_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Help people who lost theirs: the next sign-in asks them to set one up."""
        for user in queryset:
            Authenticator.objects.filter(user=user).delete()
            end_sessions(user)
            self.log_change(request, user, "Removed the second factors.")
        self.message_user(
            request, _("They set up a new second factor at the next sign-in."), messages.SUCCESS
        )


@admin.register(Group)
class RoleAdmin(admin.ModelAdmin):
    """Roles to look at; what each may do is decided in the code."""

    list_display = ["name"]
    fields = ["name", "permissions"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """Return the roles with their rights."""
        return super().get_queryset(request).prefetch_related("permissions__content_type")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False
