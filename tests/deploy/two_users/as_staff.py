"""Answers questions of the tests as the staff side: one JSON list a line, [name, arguments].

Run by the machine as the staff side's user with its environment, never in the process of the tests.
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402 (models need the setup above)
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from intake.crypto.sealing import SealingError  # noqa: E402
from intake.models import Submission  # noqa: E402
from intake.models.answers import current_answers, unseal  # noqa: E402
from tests.second_factor import sign_in  # noqa: E402

_NUMBER = re.compile(r"tel:([+\d]+)")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_COLUMNS = ("status", "kind", "quarantined", "legal_hold", "due_at", "queue_at", "act_by", "withdrawn_at")
_COLUMNS = (*_COLUMNS, "purge_after", "purged_at", "received_at", "waiting_since", "outcome", "read_first")


def work() -> str:
    """Do what the worker does until nothing is left, and what purges; return what they printed."""
    out = io.StringIO()
    for _ in range(2):
        call_command("worker", once=True, stdout=out, stderr=out)
    call_command("purge", stdout=out, stderr=out)
    return out.getvalue()


def look(references: list[str]) -> dict[str, dict[str, Any]]:
    """Open each request as a member of staff does; return what is there and what the page shows."""
    client = sign_in(
        Client(headers={"host": "staff.example.org", "x-forwarded-proto": "https"}),
        User.objects.get(username="nurse"),
    )
    return {reference: _seen(reference, client) for reference in references}


def _seen(reference: str, client: Client) -> dict[str, Any]:
    submission = Submission.objects.filter(reference=reference).first()
    if submission is None:
        return {"gone": True}
    page = client.get(f"/admin/intake/submission/{submission.pk}/change/")
    text = page.content.decode()
    return {
        "columns": {name: str(getattr(submission, name)) for name in _COLUMNS},
        "history": [str(after) for after in submission.status_changes.values_list("after", flat=True)],
        "sealed": _opened(unseal, submission),
        "current": _opened(current_answers, submission),
        "status": page.status_code,
        "numbers": sorted(set(_NUMBER.findall(text))),
        "page": text,
    }


def _opened(opening: Any, submission: Submission) -> Any:
    try:
        return opening(submission)
    except SealingError as error:
        return f"refused: {error}"


def choices() -> dict[str, dict[str, list[str]]]:
    """Return the words that each column with choices may contain, by table."""
    found: dict[str, dict[str, list[str]]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.choices:
                words = [str(value) for value, _label in field.flatchoices]
                found.setdefault(model._meta.db_table, {})[field.column] = words
    return found


def contexts() -> dict[str, str]:
    """Return the name by which a model's sealed texts are bound to its rows, by table."""
    return {model._meta.db_table: model._meta.label_lower for model in apps.get_models()}


def all_settings() -> dict[str, str]:
    """Return every setting in force, and the databases, caches and mail servers among them."""
    values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    # A lazy value, as of django-axes, shows itself by repr only once it has been used.
    shown = {name: str(value) and repr(value) for name, value in values.items()}
    return {name: _ADDRESS.sub("", value) for name, value in shown.items()}


def read_paths() -> list[str]:
    """Return what this process reads as code, settings, templates, static files or keys."""
    named = list(map(str, _flat([getattr(settings, name) for name in dir(settings)])))
    files = [module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
    folders = [*sys.path, sys.prefix, *(str(folder) for folder in map(Path, named) if folder.is_absolute())]
    return sorted({*map(str, folders), *map(str, files)})


def static_root() -> str:
    """Return the folder of the static files."""
    return str(settings.STATIC_ROOT)


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [each for inner in value.values() for each in _flat(inner)]
    if isinstance(value, (list, tuple, set)):
        return [each for inner in value for each in _flat(inner)]
    return [value] if isinstance(value, (str, Path)) else []


def verify_audit() -> str:
    """Return what `verify_audit` says; its error begins with "refused"."""
    out = io.StringIO()
    try:
        call_command("verify_audit", stdout=out, stderr=out)
    except CommandError as error:
        return f"refused: {error}"
    return out.getvalue()


_QUESTIONS = {
    "work": work,
    "look": look,
    "choices": choices,
    "contexts": contexts,
    "settings": all_settings,
    "read_paths": read_paths,
    "static_root": static_root,
    "verify_audit": verify_audit,
}


def main() -> None:
    """Answer line by line until the input ends."""
    answers = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer = {"answer": _QUESTIONS[name](*arguments)}
        except Exception as error:  # the test is to see it, whatever it is
            answer = {"error": f"{type(error).__name__}: {error}"}
        finally:
            connections.close_all()
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
