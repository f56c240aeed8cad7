"""Logs as one JSON object a line, by allow-list: never what a person wrote."""

from __future__ import annotations

import datetime as dt
import json
import logging
import traceback
from pathlib import Path
from typing import Any

_EXTRAS = ("reference", "error", "attempts", "count", "status_code")
_OF_REFUSALS = ("place", "method", "account", "limit")


def _event(record: logging.LogRecord) -> str:
    # Django writes the text of a suspicious request's exception as the message itself.
    return "suspicious request" if record.name.startswith("django.security") else str(record.msg)


class JsonFormatter(logging.Formatter):
    """Writes time, level, logger, the constant part of the message and named extras.

    Arguments of messages and texts of exceptions are left out, for they may quote a person:
    of an exception only the kind and the places in the code are written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line for `record`."""
        line = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
        }
        line |= {name: getattr(record, name) for name in _EXTRAS + _OF_REFUSALS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            line["exception"] = f"{kind.__module__}.{kind.__qualname__}"
            line["at"] = [
                f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(trace)
            ]
        return json.dumps(line, ensure_ascii=True, default=str)


def logging_config(level: str) -> dict[str, Any]:
    """Return Django's LOGGING: everything of at least `level`, as JSON lines on stderr."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "clinic_site.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": level, "propagate": False},
            # One line per 404 would put every address that anybody tried into the log.
            "django.request": {"level": "ERROR"},
        },
    }
