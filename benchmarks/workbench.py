"""Measure the response times of the workbench with many requests.

    .venv/bin/python benchmarks/workbench.py [--requests 100000] [--times 60] [--json FILE]

Fills a temporary database (SQLite, or PostgreSQL if DATABASE_URL names a server) with sealed
requests, a tenth of them open, and gets the pages through gunicorn, one after the other. The number
of database queries of each page is counted with a hundred requests and with all of them, and must be
the same. Times are in milliseconds and depend on the machine; "processor" is the processor time that the
server spends on a page, which depends less on what else the machine does.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import measure
from measure import Row, Stack

LIST = "/admin/intake/submission/"
DASHBOARD = "/admin/intake/dashboard/"
FEW = 100
COLUMNS = {
    "page": "",
    "requests": "",
    "p50": ".1f",
    "p95": ".1f",
    "processor": ".1f",
    "queries": "",
    f"queries at {FEW}": "",
}


def main() -> None:
    """Measure with few and with many requests, and print a table."""
    options = measure.parser(__doc__, rounds=1)
    options.add_argument("--requests", type=int, default=100_000)
    options.add_argument("--times", type=int, default=60)
    options = options.parse_args()
    with measure.stack(WEB_WORKERS="1") as site:
        pages, few = _filled(site, FEW)
        pages, many = _filled(site, options.requests - FEW)
        site.start_site()
        time.sleep(5)  # it renders its public pages first
        rows = [_row(site, name, path, options) for name, path in pages.items()]
    for row in rows:
        row |= {"queries": many[row["page"]], f"queries at {FEW}": few[row["page"]]}
    measure.report(rows, COLUMNS, options.json)
    if many != few:
        sys.exit("the number of queries grows with the number of requests")


def _filled(site: Stack, count: int) -> tuple[dict[str, str], dict[str, int]]:
    """Store more requests; return the paths of the pages and the number of queries of each."""
    result = json.loads(measure.run_inside(site, __file__, str(count)))
    return result["pages"], result["queries"]


def _row(site: Stack, name: str, path: str, options) -> Row:
    cookie = {"Cookie": "{name}={value}".format(**site.staff_session())}
    took = []
    server = measure.server_of(site.port)
    used = measure.cpu_seconds(server)
    for number in range(options.times):
        measure.show_progress(f"{name}: {number + 1} of {options.times}")
        began = time.perf_counter()
        status, _, _ = measure.ask(site.port, path, cookie)
        took.append((time.perf_counter() - began) * 1000)
        if status != 200:
            sys.exit(f"{name} answered with {status}")
    measure.show_progress("")
    used = measure.cpu_seconds(server) - used
    times = {"p50": statistics.median(took), "p95": measure.percentile(took, 95)}
    times["processor"] = used * 1000 / options.times
    return {"page": name, "requests": options.requests} | times


def _inside(count: int) -> None:
    import django

    django.setup()
    import made_up
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from intake.models import Submission
    from intake.rules.states import CLOSED
    from intake.services.access.searching import search_key
    from intake.services.jobs.counting import PERIODS, count_ahead
    from tests.second_factor import sign_in

    made_up.fill(count, timezone.now(), first=Submission.objects.count())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    one = Submission.objects.filter(to_call=True).order_by("queue_at").first()
    pages = {f"queue, {tab}": f"{LIST}?tab={tab}" for tab in ("overdue", "new", "closed", "spam")}
    # A day with rows in both runs: a page without rows needs fewer queries.
    closed = Submission.objects.filter(status__in=CLOSED).order_by("received_at").last()
    day = timezone.localtime(closed.received_at).date()
    pages["queue, closed, one day"] = f"{LIST}?tab=closed&since={day}&until={day}"
    pages["queue, closed, oldest first, Spanish"] = f"{LIST}?tab=closed&sort=oldest&language=es"
    pages["queue, new, newest first"] = f"{LIST}?tab=new&sort=newest"
    pages["queue, overdue, unassigned"] = f"{LIST}?tab=overdue&who=none"
    pages["search by email"] = f"{LIST}?found={search_key(made_up.email(3))}"
    pages["search by phone"] = f"{LIST}?found={search_key(made_up.phone(3))}"
    pages |= {"dashboard": DASHBOARD, "dashboard, a year": f"{DASHBOARD}?days=365"}
    pages["month by month"] = f"{DASHBOARD}months/"
    for _each in range(len(PERIODS) + 1):  # as the worker would
        count_ahead(timezone.now())
    pages["one request"] = f"{LIST}{one.pk}/change/"
    client = sign_in(Client(HTTP_HOST="127.0.0.1"), User.objects.get(username="nurse"))
    queries = {}
    for name, path in pages.items():
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        assert answer.status_code == 200, (name, answer.status_code)
        queries[name] = len(asked)
    print(json.dumps({"pages": pages, "queries": queries}))


if __name__ == "__main__":
    _inside(int(sys.argv[2])) if sys.argv[1:2] == ["--inside"] else main()
