"""A log line contains time, logger and event, and never what a person wrote."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Any

import pytest
from django.test import Client

from clinic_site.ops.log_format import JsonFormatter

SECRET = "I was at the bridge"


def line(message: object = "sending failed", *arguments: object, exc_info: Any = None, **extra: Any) -> str:
    log = logging.getLogger("clinic.tests")
    record = log.makeRecord(log.name, logging.ERROR, __file__, 1, message, arguments, exc_info, extra=extra)
    return JsonFormatter().format(record)


def exception_line(text: str) -> str:
    try:
        raise ValueError(text)
    except ValueError:
        return line(exc_info=sys.exc_info())


def test_a_line_contains_level_logger_and_event() -> None:
    written = json.loads(line())

    assert (written["level"], written["logger"], written["event"]) == (
        "ERROR",
        "clinic.tests",
        "sending failed",
    )


def test_the_time_is_utc_with_milliseconds() -> None:
    written = json.loads(line())["time"]

    time = dt.datetime.fromisoformat(written)
    assert (time.utcoffset(), len(written)) == (dt.timedelta(0), len("2026-11-23T06:39:34.981+00:00"))
    assert abs(dt.datetime.now(dt.UTC) - time) < dt.timedelta(minutes=1)


def test_message_arguments_are_omitted() -> None:
    written = line("cannot read %s from %s", SECRET, "Sam")

    assert json.loads(written)["event"] == "cannot read %s from %s"
    assert SECRET not in written


@pytest.mark.parametrize(
    "name",
    [
        *("reference", "error", "attempts", "count", "status_code", "job"),
        *("route", "method", "account", "limit"),
    ],
)
def test_an_allowed_extra_is_logged(name: str) -> None:
    assert json.loads(line(**{name: 7}))[name] == 7


@pytest.mark.parametrize("name", ["request", "phone", "answers", "email"])
def test_other_extras_are_omitted(name: str) -> None:
    written = line(**{name: SECRET})

    assert set(json.loads(written)) == {"time", "level", "logger", "event"}


def test_an_exception_is_logged_with_class_and_code_locations() -> None:
    written = json.loads(exception_line(SECRET))

    assert written["exception"] == "builtins.ValueError"
    assert [location.partition(":")[0] for location in written["at"]] == ["test_logs.py"]


def test_the_text_of_an_exception_is_omitted() -> None:
    assert SECRET not in exception_line(SECRET)


def test_the_causes_of_an_exception_are_omitted() -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise RuntimeError("later") from error
    except RuntimeError:
        written = line(exc_info=sys.exc_info())

    assert SECRET not in written


@pytest.mark.parametrize("message", ["two\nlines", 'quotes " and \\', "not ascii: ’é日"])
def test_an_event_is_always_one_line_of_ascii_json(message: str) -> None:
    written = line(message)

    assert (written.isascii(), len(written.splitlines())) == (True, 1)
    assert json.loads(written)["event"] == message


def test_an_extra_that_is_not_json_serializable_is_logged_as_text() -> None:
    assert json.loads(line(error=dt.date(2026, 11, 23)))["error"] == "2026-11-23"


def test_a_line_without_an_exception_has_no_exception_field() -> None:
    written = json.loads(line(exc_info=(None, None, None)))

    assert "exception" not in written


def test_an_invalid_host_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/", headers={"host": "i-was-at-the-bridge.test"})

    [record] = [record for record in caplog.records if record.name.startswith("django.security")]
    assert "bridge" not in JsonFormatter().format(record)
