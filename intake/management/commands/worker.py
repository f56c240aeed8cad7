"""The worker: delivers the outbox and fills the blind index."""

from __future__ import annotations

import logging
import signal
import threading
import uuid
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from intake import outbox
from intake.services.indexing import index_new

_PAUSE = 1.0  # seconds between two looks at an empty outbox

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run until told to stop (SIGTERM or SIGINT), finishing the message in hand."""

    help = "Deliver outbox messages and index new submissions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --once."""
        parser.add_argument("--once", action="store_true", help="do what is ready now, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Work in rounds; a database that is away is waited for."""
        self.stopping = threading.Event()
        self.name = uuid.uuid4()
        self.unreadable: set[object] = set()
        if once:
            self._round()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        log.info("worker started")
        while not self.stopping.is_set():
            close_old_connections()
            try:
                busy = self._round()
            except DatabaseError:
                log.exception("worker cannot use the database, will try again")
                busy = False
            if not busy:
                self.stopping.wait(_PAUSE)
        log.info("worker stopped")

    def _round(self) -> bool:
        """Do everything that is ready; return whether there was anything."""
        indexed = 0
        if settings.SEALING_PRIVATE_KEYS_FILE is not None:
            indexed = index_new(self.unreadable)
        sent = 0
        while not self.stopping.is_set():
            message = outbox.claim(self.name, timezone.now())
            if message is None:
                break
            sent += outbox.deliver(message, timezone.now())
        return bool(indexed or sent)
