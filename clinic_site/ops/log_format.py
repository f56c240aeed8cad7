"""Log one JSON object per line, with allowed fields only: never what a person wrote."""

from __future__ import annotations

import datetime as dt
import json
import logging
import traceback
from pathlib import Path
from typing import Any

_EXTRAS = ("reference", "error", "attempts", "count", "status_code", "job")
_REFUSAL_EXTRAS = ("route", "method", "account", "limit")


def _event(record: logging.LogRecord) -> str:
    # For suspicious requests, Django uses the exception's text, with user input, as the message.
    return "suspicious request" if record.name.startswith("django.security") else str(record.msg)


class JsonFormatter(logging.Formatter):
    """Format time, level, logger, the constant part of the message and allowed extras.

    Message arguments and exception texts are omitted, since they may quote a person; exceptions are
    reduced to their class and the code locations.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return a line for `record`."""
        line = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
        }
        line |= {name: getattr(record, name) for name in _EXTRAS + _REFUSAL_EXTRAS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            line["exception"] = f"{kind.__module__}.{kind.__qualname__}"
            line["at"] = [
                f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(trace)
            ]
        return json.dumps(line, ensure_ascii=True, default=str)


def logging_config(level: str) -> dict[str, Any]:
    """Return Django's LOGGING setting: JSON lines on stderr, from `level` on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "clinic_site.ops.log_format.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": level, "propagate": False},
            # A line per 404 would log every URL that anyone tries.
            "django.request": {"level": "ERROR"},
        },
    }
