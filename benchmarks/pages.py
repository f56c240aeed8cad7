"""Compare a cached page with a bare WSGI application that returns the same bytes.

    .venv/bin/python benchmarks/pages.py [--rounds 5] [--seconds 3] [--threads 16] [--json FILE]

Both run under the same gunicorn (gthread, 2 workers with --threads threads); rounds are interleaved,
and each figure is a median. "cpu page" and "cpu bare" are milliseconds of CPU time per request of
all server processes, which other load on the machine hardly affects; "cpu ratio" is the figure to
compare.
Needs wrk (Debian: apt-get install wrk).
"""

from __future__ import annotations

import http.client
import json
import statistics

import measure
from measure import Headers, Row, Stack, ask

PAGE = "/ptsd-medication-alternatives/"
CONNECTIONS = (1, 8, 32)
COLUMNS = {"kind": "", "connections": "", "bytes": "", "page": ".0f", "bare": ".0f"}
COLUMNS |= {"ratio": ".2f", "lowest": ".2f", "highest": ".2f"}
COLUMNS |= {"cpu page": ".3f", "cpu bare": ".3f", "cpu ratio": ".2f"}
_OURS_TO_DROP = {"date", "connection", "server", "keep-alive"}


def main() -> None:
    """Measure, print a table, and write the figures to a file if requested."""
    parser = measure.parser(__doc__)
    parser.add_argument("--threads", default="16")
    options = parser.parse_args()
    rows = []
    with measure.stack(WEB_WORKERS="2", WEB_THREADS=options.threads) as site:
        site.start_site()
        measure.wait_until_prewarmed(site)
        for kind, headers in _kinds(site).items():
            with measure.serve_application(
                site, "benchmarks.bare", BARE_ANSWER=_written(site, headers)
            ) as bare:
                for connections in CONNECTIONS:
                    measured = _compare(site.port, bare, headers, connections, options)
                    rows.append({"kind": kind, "connections": connections} | measured)
    measure.report(rows, COLUMNS, options.json)


def _kinds(site: Stack) -> dict[str, Headers]:
    etag = ask(site.port, PAGE, {"Accept-Encoding": "br"})[1]["ETag"]
    return {
        "br": {"Accept-Encoding": "br"},
        "plain": {"Accept-Encoding": "identity"},
        "304": {"Accept-Encoding": "br", "If-None-Match": etag},
    }


def _written(site: Stack, headers: Headers) -> str:
    status, answered, body = ask(site.port, PAGE, headers)
    kept = [pair for pair in answered.items() if pair[0].lower() not in _OURS_TO_DROP]
    line = f"{status} {http.client.responses[status]}"
    file = site.folder / "bare.json"
    file.write_text(json.dumps({"status": line, "headers": kept, "body": body.hex()}))
    return str(file)


def _compare(site: int, bare: int, headers: Headers, connections: int, options) -> Row:
    def run(port: int) -> tuple[float, float]:
        before = measure.cpu_seconds(servers[port])
        printed = measure.wrk(measure.url(port, PAGE), connections, options.seconds, *given)
        spent = measure.cpu_seconds(servers[port]) - before
        return measure.per_second(printed), 1000 * spent / measure.requests_of(printed)

    servers = {port: measure.server_of(port) for port in (site, bare)}
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    ours, floor = measure.interleaved(
        f"{connections} connections",
        options.rounds,
        lambda: run(site),
        lambda: run(bare),
    )
    (rates, spent), (floor_rates, floor_spent) = zip(*ours, strict=True), zip(*floor, strict=True)
    return (
        {"bytes": len(ask(site, PAGE, headers)[2])}
        | {"page": statistics.median(rates), "bare": statistics.median(floor_rates)}
        | measure.ratios(rates, floor_rates)
        | {"cpu page": statistics.median(spent), "cpu bare": statistics.median(floor_spent)}
        | {"cpu ratio": measure.ratios(spent, floor_spent)["ratio"]}
    )


if __name__ == "__main__":
    main()
