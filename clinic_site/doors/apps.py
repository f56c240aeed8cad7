"""The doors as an app, and the admin that stands behind them."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class StaffAdminConfig(AdminConfig):
    """Django's admin with our site in place of the default one."""

    default_site = "clinic_site.doors.admin_site.StaffAdminSite"


class DoorsConfig(AppConfig):
    """Listens to Django and allauth; keeps the roles as the code has them."""

    name = "clinic_site.doors"
    label = "doors"
    verbose_name = "Doors of the staff side"

    def ready(self) -> None:
        """Connect what must happen at signing in, at enrolling and after a migration."""
        from allauth.mfa.signals import authenticator_added, authenticator_used
        from axes.signals import user_locked_out
        from django.contrib.auth import get_user_model
        from django.contrib.auth.signals import user_logged_in, user_login_failed

        from clinic_site import refusal_log
        from clinic_site.doors import lockout, second_factor, sessions
        from intake.roles import set_roles
        from intake.services import cleaning

        cleaning.register(_("entries of the access log"), lockout.access_log_over)
        user_logged_in.connect(sessions.start)
        user_login_failed.connect(refusal_log.on_wrong_password)
        user_locked_out.connect(refusal_log.on_locked_out)
        authenticator_used.connect(second_factor.on_used)
        authenticator_added.connect(second_factor.on_added)
        post_save.connect(sessions.end_sessions_of_disabled, sender=get_user_model())
        # Django makes an app's permissions under the same signal, in a receiver connected before.
        post_migrate.connect(set_roles, sender=apps.get_app_config("intake"))
