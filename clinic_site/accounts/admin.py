"""Admin of accounts and roles, for administrators."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, is_password_usable
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Field, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clinic_site.accounts import fresh_factor
from clinic_site.accounts.account_log import log, log_roles, roles_of
from clinic_site.accounts.forms import ADMINISTRATOR, RolesField, UsernameMixin
from clinic_site.accounts.second_factor import remove_factors
from clinic_site.clinic import is_notified
from clinic_site.core.numbers import whole_number
from intake.audit import trail
from intake.enums import AuditKind
from intake.roles import ROLE_SUMMARIES
from intake.services.triage.claiming import hand_back_all, lock_claimed
from intake.services.triage.colleagues import colleagues
from intake.staff.admin_forms.kept_form import KeepsTyped
from intake.staff.permissions import NoDelete, ReadOnly

for _model in (User, Group, EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


_WORDS = {
    "is_active": (
        _("Active"),
        _("Uncheck this instead of deleting the account."),
    ),
    "groups": (_("Roles"), ""),
    "username": (_("Username"), _("Letters, digits and @ . + - _, without spaces.")),
    "is_superuser": (ADMINISTRATOR, ""),
}


def _other_administrators(user: User) -> QuerySet[User]:
    """Return the administrators who can sign in, without `user`."""
    others = User.objects.filter(is_active=True, is_superuser=True).exclude(pk=user.pk)
    return others.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def _lock_with_administrators(user: User) -> None:
    """Lock an account and all administrators until the end of the transaction, always in the same order."""
    rows = User.objects.filter(Q(pk=user.pk) | Q(is_active=True, is_superuser=True)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


class PasswordWidget(ReadOnlyPasswordHashWidget):
    """Say in words whether there is a password, instead of how it is stored."""

    def get_context(self, name: str, value: str | None, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return Django's context, with one sentence about the password and the label of the button."""
        context = super().get_context(name, value, attrs)
        if value and is_password_usable(value):
            state = gettext("A password is set. No one can see it.")
            context["button_label"] = gettext("Set a new password")
        else:
            state = gettext("No password yet. The invitation link lets your colleague set one.")
            context["button_label"] = gettext("Set a password")
        context["summary"] = [{"label": state}]
        # Django's template puts the attributes on a div, where "disabled" is invalid.
        context["widget"]["attrs"].pop("disabled", None)
        return context


class StaffAccountForm(UsernameMixin, UserChangeForm):
    """Django's form for an account, with a sentence in place of the password hash."""

    class Meta(UserChangeForm.Meta):
        model = User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:  # readers have no fields
            self.fields["password"].widget = PasswordWidget()
            self.fields["password"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """Refuse to remove the only administrator: then no one could create or restore an account.

        If two administrators demote each other at the same moment, one is checked after the other.
        """
        values = super().clean()
        if self.instance.pk:
            _lock_with_administrators(self.instance)
        stays = values.get("is_active") and values.get("is_superuser")
        if not stays and self.instance.pk and not _other_administrators(self.instance).exists():
            was = User.objects.get(pk=self.instance.pk)
            if was.is_active and was.is_superuser:
                field = "is_superuser" if values.get("is_active") else "is_active"
                message = gettext("This is the only administrator. Make a colleague an administrator first.")
                self.add_error(field, message)
        return values


class StaffPasswordForm(AdminPasswordChangeForm):
    """Django's form for a new password, without the option to disable it: "Active" is for that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True


@admin.register(User)
class StaffAccountAdmin(KeepsTyped, NoDelete, UserAdmin):
    """Accounts get permissions through roles only. They are never deleted: the audit trail names them."""

    keeps_new = False  # a new account has a password
    form = StaffAccountForm
    add_form = UserCreationForm
    add_fieldsets = [(None, {"fields": ["username", "password1", "password2"]})]
    change_password_form = StaffPasswordForm
    list_title = _("People")
    list_display = ["username", "full_name", "roles", "state", "last_login"]
    list_filter = []  # a clinic has few people, and can search
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Roles"), {"fields": ["is_active", "groups", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    actions = ["remove_second_factors"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return the accounts with their roles."""
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **options: Any) -> Any:
        """Return a form field in the words of the staff pages: "roles", not "groups"."""
        if db_field.name in _WORDS:
            options["label"], options["help_text"] = _WORDS[db_field.name]
        if db_field.name == "groups":
            options |= {"form_class": RolesField, "widget": RolesField.widget}
        return super().formfield_for_dbfield(db_field, request, **options)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, with a note to the only administrator."""
        is_only = request.user.is_superuser and not _other_administrators(request.user).exists()
        return super().changelist_view(request, {"only_administrator": is_only} | (extra_context or {}))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show an account, titled in the words of the staff pages. Asks for a fresh second factor first.

        Like an invitation, a new account or another role lets someone in. Changes that were sent too late
        are shown again afterward. A new account is not, because it has a password.
        """
        if not fresh_factor.is_fresh(request):
            is_kept = request.method == "POST" and object_id is not None
            ask = fresh_factor.require_fresh_factor if is_kept else fresh_factor.ask_for_factor
            return ask(request, request.get_full_path())
        if request.method == "GET" and (typed := fresh_factor.posted_before(request)):
            self.show_typed(request, typed)
        title = _("Account") if object_id else _("Add an account")
        return super().changeform_view(request, object_id, form_url, {"title": title} | (extra_context or {}))

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, obj: User) -> str:
        """Return the first and the last name."""
        return obj.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, obj: User) -> str:
        """Return the names of the roles, with that of an administrator."""
        roles = sorted(group.name for group in obj.groups.all())
        return ", ".join([*roles, gettext("Administrator")] if obj.is_superuser else roles)

    @admin.display(description=_("state"), ordering="is_active")
    def state(self, obj: User) -> str:
        """Return whether the account works, or waits for its password."""
        if not obj.is_active:
            return gettext("not active")
        return gettext("active") if obj.has_usable_password() else gettext("invited")

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save an account, always as staff."""
        obj.is_staff = True
        if change:
            lock_claimed(obj)  # before anything is recorded, because _release_requests may change them
            # Recorded events refer to the account, and a new username locks its key.
            trail.wait_for_the_chain()
        super().save_model(request, obj, form, change)
        if not change:
            log(AuditKind.ACCOUNT, obj, request.user, did="added")
        elif fields := sorted(set(form.changed_data) - {"groups"}):
            states = {"active": obj.is_active, "administrator": obj.is_superuser}
            log(AuditKind.ACCOUNT, obj, request.user, did="changed", fields=fields, **states)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save the roles and record who changed them."""
        before = roles_of(form.instance)
        super().save_related(request, form, formsets, change)
        log_roles(form.instance, request.user, before)
        if change:
            self._release_requests(request, form.instance)

    def _release_requests(self, request: HttpRequest, user: User) -> None:
        """Return requests to the queue if their person was made inactive or lost the role for them.

        Point out an inactive person's address that still gets mail.
        """
        if not colleagues().filter(pk=user.pk).exists() and (
            count := hand_back_all(user, actor=request.user, now=timezone.now())
        ):
            message = ngettext(
                "{n} open request of {name} is unassigned and waits in the queue.",
                "{n} open requests of {name} are unassigned and wait in the queue.",
                count,
            )
            self.message_user(request, message.format(n=count, name=user), messages.WARNING)
        if not user.is_active and user.email and is_notified(user.email):
            message = gettext(
                "{email} still gets mail about new requests. A manager can change that under Staff addresses."
            )
            self.message_user(request, message.format(email=user.email), messages.WARNING)

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Set another user's password and record who did. Asks for a fresh second factor first."""
        if not fresh_factor.is_fresh(request):
            return fresh_factor.ask_for_factor(request, request.get_full_path())
        passwords = User.objects.filter(pk=whole_number(id)).values_list("password", flat=True)
        before = passwords.first()
        response = super().user_change_password(request, id, form_url)
        if before is not None and passwords.first() != before:
            log(AuditKind.PASSWORD, User.objects.get(pk=id), request.user)
        return response

    @admin.action(
        description=_("Remove second factors so that new ones can be set up"), permissions=["change"]
    )
    def remove_second_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Remove lost factors: the next sign-in asks users to set up a new one.

        Like an invitation, this lets someone into an account, so it asks for a fresh second factor.
        """
        if not fresh_factor.is_fresh(request):
            return fresh_factor.ask_for_factor(request, request.get_full_path())
        for user in queryset:
            with transaction.atomic():
                self.log_change(request, user, "Removed the second factors.")
                remove_factors(user, request.user)
        self.message_user(
            request, _("They’ll set up a new second factor at the next sign-in."), messages.SUCCESS
        )
        return None


@admin.register(Group)
class RoleAdmin(ReadOnly):
    """Roles; their permissions are defined in code."""

    list_title = _("Roles")
    list_display = ["name", "summary"]
    fields = ["name", "summary"]

    @admin.display(description=_("what it may do"))
    def summary(self, obj: Group) -> str:
        """Return in words what the role may do."""
        return str(ROLE_SUMMARIES.get(obj.name, ""))
