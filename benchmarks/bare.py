"""The baseline: a WSGI application that returns one prepared response."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_ANSWER = json.loads(Path(os.environ["BARE_ANSWER"]).read_text())
_STATUS = _ANSWER["status"]
_HEADERS = [tuple(pair) for pair in _ANSWER["headers"]]
_BODY = [bytes.fromhex(_ANSWER["body"])]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Return the prepared response."""
    start_response(_STATUS, _HEADERS)
    return _BODY
