"""Verify the integrity of the audit trail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from intake.audit.verification import verify
from intake.crypto.sealing import SealingError
from intake.services.jobs.heartbeats import AUDIT, record_heartbeat

_HEAD = re.compile(r"([1-9][0-9]*):([0-9a-f]{64})|0:")


class Command(BaseCommand):
    """Verify the chain of the audit trail; on failure, name the first invalid event and exit with 1.

    The last line of output is the head of the chain. Stored outside the reach of the staff side
    and compared in a later run, it reveals a trail that was truncated or rewritten.
    """

    help = "Verify the audit trail and print the head of its chain."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --head, --noted and --write-head."""
        parser.add_argument("--head", default="", help="a head noted earlier, like 120:9f86d0…")
        parser.add_argument(
            "--noted",
            type=Path,
            help="a file of heads noted earlier, one per line; it does not have to exist yet",
        )
        parser.add_argument(
            "--write-head", type=Path, help="where to write the head once the trail is verified"
        )

    def handle(
        self, *args: Any, head: str, noted: Path | None, write_head: Path | None, **options: Any
    ) -> None:
        """Verify, and print the head."""
        heads = dict([_parsed(head, "--head")] if head else [])
        if noted is not None:
            heads |= self._noted(noted)
        try:
            verification = verify(self._progress, heads)
        except SealingError as error:
            raise CommandError(f"{error}; run this with the staff side's environment") from None
        if verification.error:
            raise CommandError(f"{verification.error}. Valid events before it: {verification.count}.")
        if write_head is not None:
            write_head.write_text(f"{verification.noted_head}\n", encoding="ascii")
        if noted is not None:  # the nightly run: staff see when it stops or fails
            record_heartbeat(AUDIT, timezone.now())
        self.stdout.write(f"{verification.count} events, all in place.")
        self.stdout.write(f"head {verification.noted_head}")

    def _noted(self, path: Path) -> dict[int, str]:
        try:
            lines = path.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            self.stdout.write(f"No head was noted before: {path} does not exist. This is the first run.")
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from None
        heads: dict[int, str] = {}
        for number, digits in (_parsed(line, str(path)) for line in lines):
            if heads.setdefault(number, digits) != digits:
                raise CommandError(f"{path} contains two different heads for event {number}")
        return heads

    def _progress(self, count: int) -> None:
        if count % 20_000 == 0:
            self.stderr.write(f"{count} events …")


def _parsed(head: str, source: str) -> tuple[int, str]:
    if not (match := _HEAD.fullmatch(head.strip())):
        raise CommandError(
            f"{source}: write a head as a number, a colon and 64 hexadecimal digits, as printed earlier"
        )
    return int(match[1] or 0), match[2] or ""
