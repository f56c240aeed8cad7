"""The way to a staff account, asked for step by step or given as options."""

from __future__ import annotations

import getpass
import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic_site.doors.accounts import ADMINISTRATOR, ROLES, make_account

_ENV = "STAFF_PASSWORD"
_WHAT_ROLES_DO = {
    "front-desk": "works the queue",
    "clinician": "works the queue and opens what people wrote",
    "manager": "as a clinician; exports, and looks after mail that was given up",
    "auditor": "reads the read log, nothing else",
    "content-editor": "edits the questions people ask, nothing else",
    ADMINISTRATOR: "manages accounts; opens nothing that people wrote",
}


class Command(BaseCommand):
    """Make a staff account with a role, and say what comes next."""

    help = "Make a staff account with a role."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options that replace the questions."""
        parser.add_argument("--username", help="name to sign in with")
        parser.add_argument("--role", choices=ROLES, help="what the account may do")
        parser.add_argument("--email", default="", help="mail address, may stay empty")
        parser.add_argument(
            "--password-from-env",
            action="store_true",
            help=f"take the password from the environment variable {_ENV}",
        )

    def handle(
        self,
        *args: Any,
        username: str | None,
        role: str | None,
        email: str,
        password_from_env: bool,
        **options: Any,
    ) -> None:
        """Ask for what was not given; make the account."""
        if password_from_env and not os.environ.get(_ENV):
            raise CommandError(f"Put the password into the environment variable {_ENV}.")
        username = username or input("User name: ").strip()
        role = role or self._ask_role()
        password = os.environ[_ENV] if password_from_env else self._ask_password()
        try:
            make_account(username, password, role, email)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self._tell_next(username)

    def _ask_role(self) -> str:
        for word, does in _WHAT_ROLES_DO.items():
            self.stdout.write(f"  {word:15} {does}")
        while (role := input("Role: ").strip()) not in ROLES:
            self.stdout.write(f"Choose one of: {', '.join(ROLES)}.")
        return role

    def _ask_password(self) -> str:
        self.stdout.write("15 characters or more; a sentence is easier to keep than a riddle.")
        while (password := getpass.getpass("Password: ")) != getpass.getpass("Password, again: "):
            self.stdout.write("These were not the same. Enter both again.")
        return password

    def _tell_next(self, username: str) -> None:
        place = settings.STAFF_URL
        if urlsplit(place).hostname == "127.0.0.1":  # browsers keep passkeys for names, not for numbers
            place = place.replace("127.0.0.1", "localhost", 1)
        self.stdout.write(
            f"\nThe account {username} is made. Next:\n"
            f"  1. Open {place}/staff/login/ and sign in.\n"
            "  2. Set up a second factor: a passkey, or an authenticator app.\n"
            "  3. Keep the recovery codes away from this device.\n"
            "Nothing else opens before that."
        )
