"""Does a refused sign-in take as long for a name that has no account?

    .venv/bin/python benchmarks/sign_in.py [--rounds 60] [--json FILE]

Posts a wrong password for a name with an account and for one without, in interleaved rounds and in one
process. Times are milliseconds of processor time; "known ÷ unknown" is the ratio of the two medians
and of the two lowest. Differences of a few percent are within what the machine itself does.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import measure

COLUMNS = {"what": "", "known": ".1f", "unknown": ".1f", "known ÷ unknown": ".3f"}
KNOWN, UNKNOWN = "nurse", "nobody"
WARM_UP = 2  # rounds that are not counted


def main() -> None:
    """Measure both names in a temporary site and print a table."""
    options = measure.parser(__doc__, rounds=60).parse_args()
    with measure.stack(WEB_WORKERS="1") as site:
        known, unknown = json.loads(measure.run_inside(site, __file__, str(options.rounds)))
    measure.report(
        [_row("median", statistics.median, known, unknown), _row("lowest", min, known, unknown)],
        COLUMNS,
        options.json,
    )


def _row(what: str, figure, known: list[float], unknown: list[float]) -> measure.Row:
    mine, other = figure(known), figure(unknown)
    return {"what": what, "known": mine, "unknown": other, "known ÷ unknown": mine / other}


def _inside(rounds: int) -> None:
    import logging

    import django

    django.setup()
    from axes.models import AccessAttempt
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.cache import cache
    from django.test import Client

    logging.disable()  # each refusal is logged
    settings.ACCOUNT_RATE_LIMITS = {"login": None}
    assert User.objects.filter(username=KNOWN).exists()

    def milliseconds(name: str) -> float:
        AccessAttempt.objects.all().delete()
        cache.clear()
        client = Client(HTTP_HOST="127.0.0.1", REMOTE_ADDR="203.0.113.7")
        began = time.process_time()
        answer = client.post("/staff/login/", {"login": name, "password": "not the password"})
        took = (time.process_time() - began) * 1000
        assert answer.status_code == 200, answer.status_code
        return took

    known, unknown = measure.interleaved(
        "sign-in", rounds + WARM_UP, lambda: milliseconds(KNOWN), lambda: milliseconds(UNKNOWN)
    )
    print(json.dumps([known[WARM_UP:], unknown[WARM_UP:]]))


if __name__ == "__main__":
    _inside(int(sys.argv[2])) if sys.argv[1:2] == ["--inside"] else main()
