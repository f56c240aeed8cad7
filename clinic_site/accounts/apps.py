"""App configurations for accounts and the admin."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class StaffAdminConfig(AdminConfig):
    """Django's admin with `StaffAdminSite` as the default site."""

    default_site = "clinic_site.accounts.admin_site.StaffAdminSite"

    def ready(self) -> None:
        """Load the admin classes, except in a public process, which has no staff pages."""
        if settings.ROLE != "public":
            super().ready()


class PeopleConfig(AuthConfig):
    """Django's auth app, under the name that the staff pages use."""

    verbose_name = _("People")


class AccountsConfig(AppConfig):
    """Connects signals of Django, allauth and axes; syncs roles with the code after migrations."""

    name = "clinic_site.accounts"
    label = "accounts"
    verbose_name = "Staff accounts"

    def ready(self) -> None:
        """Connect signal receivers."""
        from allauth.account.signals import password_changed, password_set
        from allauth.mfa import signals as mfa
        from axes.signals import user_locked_out
        from django.contrib.auth import get_user_model
        from django.contrib.auth.signals import user_logged_in, user_login_failed

        from clinic_site.accounts import account_log, invitations, second_factor, sessions, throttling
        from clinic_site.errors import security_log
        from intake.roles import set_roles
        from intake.services.jobs import cleaning

        cleaning.register(_("invitations"), invitations.expired)
        cleaning.register(_("entries of the access log"), throttling.expired_access_log)
        user_logged_in.connect(sessions.start)
        user_login_failed.connect(security_log.on_wrong_password)
        user_locked_out.connect(security_log.on_locked_out)
        mfa.authenticator_used.connect(second_factor.on_used)
        mfa.authenticator_added.connect(second_factor.on_added)
        for change in account_log.FACTOR_CHANGES:
            change.connect(account_log.on_factor)
        password_changed.connect(account_log.on_password)
        password_set.connect(account_log.on_password)
        post_save.connect(sessions.end_sessions_of_disabled, sender=get_user_model())
        # Django creates an app's permissions in an earlier receiver of the same signal.
        post_migrate.connect(set_roles, sender=apps.get_app_config("intake"))
