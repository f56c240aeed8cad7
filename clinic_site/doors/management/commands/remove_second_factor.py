"""For an administrator who lost the second factor and has nobody to ask."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic_site.doors.sessions import end_sessions


class Command(BaseCommand):
    """Remove the second factors of one account; its owner sets one up at the next sign-in."""

    help = "Remove the second factors of an account whose owner lost them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the name of the account."""
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Remove them, and end the sessions."""
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            raise CommandError(f"There is no account named {username}.") from None
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user)
        self.stdout.write(f"{username} sets up a second factor at the next sign-in.")
