"""The intake app."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class IntakeConfig(AppConfig):
    """Refuses to start with a broken key file, or with a list of phrases that nobody signed."""

    name = "intake"
    verbose_name = "Intake"

    def ready(self) -> None:
        """Check what this app needs before the first request."""
        from intake import checks, keeping, keys, risk_phrases
        from intake.sealing import KeyFileError

        checks.register_all()
        try:
            risk_phrases.check()
            keeping.check()
            public = keys.public_keys()
            keys.canary_key()
            if settings.SEALING_PRIVATE_KEYS_FILE is not None:
                keys.index_key()
                if public.current not in keys.private_keys().keys:
                    raise ImproperlyConfigured(
                        f"{settings.SEALING_PRIVATE_KEYS_FILE} has no private key for {public.current}, "
                        "which new requests would be sealed with. Nobody could read them."
                    )
        except (KeyFileError, risk_phrases.RiskListError, keeping.KeepDaysError) as error:
            raise ImproperlyConfigured(str(error)) from None
