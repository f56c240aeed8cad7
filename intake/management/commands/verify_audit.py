"""Trying whether the audit trail is whole."""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from intake.audit_proof import prove
from intake.sealing import SealingError


class Command(BaseCommand):
    """Follow the chain of the audit trail; name the first event that does not hold, and end with 1.

    The last line is the head of the chain. Noted down outside this machine, and given again
    with --head later, it shows a trail that lost its end or was written anew.
    """

    help = "Verify the audit trail and print the head of its chain."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --head."""
        parser.add_argument(
            "--head", default="", help="a head noted earlier, like 120:9f86d0…; it must still be there"
        )

    def handle(self, *args: Any, head: str, **options: Any) -> None:
        """Prove, and print the head."""
        if head and not re.fullmatch(r"[1-9][0-9]*:[0-9a-f]{64}", head):
            raise CommandError("--head takes a number, a colon and 64 hexadecimal digits, as printed earlier")
        try:
            proof = prove(self._progress, head)
        except SealingError as error:
            raise CommandError(f"{error}; run this with the staff side's environment") from None
        if proof.fault:
            raise CommandError(f"{proof.fault}. Events before it that hold: {proof.count}.")
        self.stdout.write(f"{proof.count} events, all in place.")
        self.stdout.write(f"head {proof.noted_head}")

    def _progress(self, count: int) -> None:
        if count % 20_000 == 0:
            self.stderr.write(f"{count} events …")
