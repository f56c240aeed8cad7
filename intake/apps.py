"""The intake app."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.models.signals import post_migrate

from intake.triggers import purge_triggers


class IntakeConfig(AppConfig):
    """Refuses to start with an invalid key file, retention setting, or list of risk phrases."""

    name = "intake"
    verbose_name = "Settings"  # what the admin calls the list of its models

    def ready(self) -> None:
        """Validate keys and settings before the first request. Raises ImproperlyConfigured."""
        from clinic_site.core.session_ending import session_ending
        from intake import checks
        from intake.crypto import keys
        from intake.crypto.sealing import KeyFileError
        from intake.mail import webhook
        from intake.rules import retention, risk_phrases
        from intake.staff.requests.staff_drafts import keep_at_session_end

        session_ending.connect(keep_at_session_end)
        checks.register_all()
        post_migrate.connect(_install_purge_triggers, sender=self)
        try:
            risk_phrases.check()
            retention.check()
            public = keys.public_keys()
            keys.canary_key()
            if settings.SEALING_PRIVATE_KEYS_FILE is not None:
                webhook.check()
                for read in (keys.index_keys, keys.audit_keys, keys.factor_keys, keys.row_mac_keys):
                    read()
                if public.current not in keys.private_keys():
                    raise ImproperlyConfigured(
                        f"{settings.SEALING_PRIVATE_KEYS_FILE} has no private key for {public.current}, "
                        "which seals new requests. Nobody could read them."
                    )
        except (KeyFileError, risk_phrases.RiskListError, retention.KeepDaysError) as error:
            raise ImproperlyConfigured(str(error)) from None


def _install_purge_triggers(*, using: str, **_kwargs: object) -> None:
    purge_triggers.install(connections[using])
