"""Remove second factors from the command line, for the only administrator of a site."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic_site.accounts.second_factor import remove_factors


class Command(BaseCommand):
    """Remove an account's second factors; its owner sets up a new one at the next sign-in."""

    help = "Remove the second factors of an account whose owner lost them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the username."""
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Remove the factors and end the account's sessions."""
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            raise CommandError(f"There is no account named {username}.") from None
        remove_factors(user, None)
        self.stdout.write(f"{username} will set up a new second factor at the next sign-in.")
