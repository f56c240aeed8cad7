"""Measure throughput and latency of storing requests, compared with a minimal ModelForm.

    .venv/bin/python benchmarks/submissions.py [--rounds 5] [--seconds 3] [--json FILE]

Ours are sealed, rate-limited by network and phone, and stored with a message; the minimal ones
(minimal_app.py) are single rows. Both run under the same gunicorn (gthread, 2 workers of 16 threads)
on the same kind of database: SQLite, or PostgreSQL if DATABASE_URL names a server. Only acknowledged
requests count, and the rows are counted afterward. p50 and p99 are in milliseconds.
"cpu ours" and "cpu minimal" are milliseconds of processor time per request of all server processes,
without the database server; other load on the machine hardly changes their ratio.
Needs wrk (Debian: apt-get install wrk).
"""

from __future__ import annotations

import json
import secrets
import statistics
import subprocess
import sys

from measure import (
    ROOT,
    Row,
    Stack,
    ask,
    cpu_seconds,
    interleaved,
    parser,
    ratios,
    report,
    serve_application,
    server_of,
    stack,
    url,
    wait_until_prewarmed,
    wrk,
)

CONNECTIONS = (1, 8, 32)
COLUMNS = {"connections": "", "ours": ".0f", "minimal": ".0f", "ratio": ".2f", "lowest": ".2f"}
COLUMNS |= {"highest": ".2f", "p50": ".1f", "p99": ".1f", "p99 minimal": ".1f", "refused": ""}
COLUMNS |= {"cpu ours": ".2f", "cpu minimal": ".2f", "cpu ratio": ".2f"}
#: Settings under which the forms of one sender are neither refused nor marked as spam.
MANY = dict.fromkeys(("FLOOD_PER_NETWORK", "SUSPECT_PER_NETWORK", "SUSPECT_PER_PHONE"), "1000000")
MANY |= {"TRUST_PROXY": "true"}
MESSAGE = "I+would+rather+talk+than+write.+" * 8
BODY = f"adult=yes&email=p%40example.com&channel=phone&when=any&consent=on&message={MESSAGE}"


def main() -> None:
    """Measure, print a table, and write the figures to a file if requested."""
    options = parser(__doc__).parse_args()
    with stack(WEB_WORKERS="2", WEB_THREADS="16", **MANY) as site:
        database = _minimal_database(site)
        site.start_site()
        with serve_application(site, "benchmarks.minimal_app", MINIMAL_DATABASE=database) as minimal:
            wait_until_prewarmed(site)
            for port in (site.port, minimal):
                post(port, 8, 1)  # warm up every worker
            rows = [_compare(site.port, minimal, connections, options) for connections in CONNECTIONS]
            stored = {"ours": _stored(site), "minimal": int(ask(minimal, "/", {})[2])}
    report(rows, COLUMNS, options.json)
    for name, count in stored.items():
        acknowledged = sum(row[f"acknowledged {name}"] for row in rows)
        print(f"{name}: {acknowledged} acknowledged, {count} stored")
        if count < acknowledged:
            sys.exit("acknowledged requests are missing")


def _minimal_database(site: Stack) -> str:
    on_sqlite = site.database_url.startswith("sqlite")
    database = f"sqlite:///{site.folder}/minimal.sqlite3" if on_sqlite else site.database_url
    make = [sys.executable, "benchmarks/minimal_app.py"]
    subprocess.run(make, cwd=ROOT, env=site.env | {"MINIMAL_DATABASE": database}, check=True)
    return database


def _stored(site: Stack) -> int:
    count = "from intake.models import Submission; print(Submission.objects.count())"
    return int(site.manage("shell", "--no-imports", "--command", count).split()[-1])


def _compare(site: int, minimal: int, connections: int, options) -> Row:
    ours, theirs = interleaved(
        f"{connections} connections",
        options.rounds,
        *(lambda port=port: post(port, connections, options.seconds) for port in (site, minimal)),
    )
    rates = [[each["acknowledged"] / each["seconds"] for each in runs] for runs in (ours, theirs)]
    row = {"connections": connections} | ratios(*rates)
    row |= {"ours": statistics.median(rates[0]), "minimal": statistics.median(rates[1])}
    row |= {name: statistics.median(each[name] for each in ours) for name in ("p50", "p99")}
    row |= {"p99 minimal": statistics.median(each["p99"] for each in theirs)}
    row |= {"refused": sum(each["refused"] for each in ours)}
    spent = [[each["cpu"] for each in runs] for runs in (ours, theirs)]
    row |= {"cpu ours": statistics.median(spent[0]), "cpu minimal": statistics.median(spent[1])}
    row |= {"cpu ratio": ratios(*spent)["ratio"]}
    counted = {"acknowledged ours": ours, "acknowledged minimal": theirs}
    return row | {name: sum(each["acknowledged"] for each in runs) for name, runs in counted.items()}


def post(port: int, connections: int, seconds: float) -> Row:
    """Send forms, all different, for some seconds; return counts, times and processor time of each."""
    script = str(ROOT / "benchmarks" / "post.lua")
    word, server = secrets.token_hex(4), server_of(port)
    before = cpu_seconds(server)
    printed = wrk(url(port, "/callback/"), connections, seconds, "-s", script, "--", BODY, word)
    spent = cpu_seconds(server) - before
    counted = json.loads(printed.splitlines()[-1])
    return counted | {"cpu": 1000 * spent / max(1, counted["acknowledged"] + counted["refused"])}


if __name__ == "__main__":
    main()
