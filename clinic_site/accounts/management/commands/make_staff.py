"""Create a staff account from options or interactive prompts."""

from __future__ import annotations

import getpass
import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic_site.accounts.staff_accounts import (
    ROLES,
    email_problems,
    make_account,
    name_problems,
)
from intake.roles import ADMINISTRATOR_SUMMARY, ROLE_SUMMARIES

_ENV = "STAFF_PASSWORD"
_ROLE_DESCRIPTIONS = {
    name: ROLE_SUMMARIES[role] if role else ADMINISTRATOR_SUMMARY for name, role in ROLES.items()
}


class Command(BaseCommand):
    """Create a staff account with a role, and print the next steps."""

    help = "Create a staff account with a role."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options that replace the prompts."""
        parser.add_argument("--username", help="username to sign in with")
        parser.add_argument("--role", choices=ROLES, help="what the account may do")
        parser.add_argument("--email", default="", help="email address (optional)")
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
        """Prompt for missing values and create the account."""
        if password_from_env and not os.environ.get(_ENV):
            raise CommandError(f"Set the environment variable {_ENV} to the password.")
        # Before anything is asked; what isn't asked is checked together with the password.
        problems = [*(name_problems(username) if username else ()), *email_problems(email)]
        if problems and not password_from_env:
            raise CommandError("\n".join(problems))
        try:
            username = username or self._ask_username()
            role = role or self._ask_role()
            password = os.environ[_ENV] if password_from_env else self._ask_password(username, email)
        except KeyboardInterrupt:
            raise CommandError("Stopped. No account was created.") from None
        except (EOFError, getpass.GetPassWarning):
            raise CommandError(
                "There is no terminal to ask in. "
                f"Give --username, --role and --password-from-env with {_ENV}."
            ) from None
        try:
            make_account(username, password, role, email)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self._print_next_steps(username)

    def _ask_username(self) -> str:
        while problems := name_problems(username := input("Username: ").strip()):
            self.stdout.write("\n".join(problems))
        return username

    def _ask_role(self) -> str:
        for role, description in _ROLE_DESCRIPTIONS.items():
            self.stdout.write(f"  {role:15} {description}")
        while (role := input("Role: ").strip()) not in ROLES:
            self.stdout.write(f"Choose one of: {', '.join(ROLES)}.")
        return role

    def _ask_password(self, username: str, email: str) -> str:
        self.stdout.write("Use 15 characters or more. A sentence is easy to remember.")
        while True:
            password = getpass.getpass("Password: ")
            try:
                validate_password(password, get_user_model()(username=username, email=email))
            except ValidationError as error:
                self.stdout.write("\n".join(error.messages))
                continue
            if password == getpass.getpass("Password, again: "):
                return password
            self.stdout.write("These passwords don't match. Enter both again.")

    def _print_next_steps(self, username: str) -> None:
        url = settings.STAFF_URL
        if (port := os.environ.get("PORT")) and urlsplit(url).hostname in {"127.0.0.1", "localhost"}:
            url = f"http://{urlsplit(url).hostname}:{port}"
        if urlsplit(url).hostname == "127.0.0.1":  # passkeys need a domain name, not an IP address
            url = url.replace("127.0.0.1", "localhost", 1)
        self.stdout.write(
            f"\nCreated account {username}. Next steps:\n"
            f"  1. Open {url}/staff/login/ and sign in.\n"
            "  2. Set up a second factor: a passkey, or an authenticator app.\n"
            "  3. Store the recovery codes on another device or on paper.\n"
            "You can use the site after that."
        )
