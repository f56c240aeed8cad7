"""How fast is a page from memory beside a bare WSGI application that returns the same bytes?

    .venv/bin/python benchmarks/pages.py [--rounds 5] [--seconds 3] [--json FILE]

Both run under the same gunicorn (gthread, 2 workers of 4 threads); rounds are interleaved, and
each figure is a median. Only the ratios mean anything: absolute figures are the machine's.
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
_OURS_TO_DROP = {"date", "connection", "server", "keep-alive"}


def main() -> None:
    """Measure, print a table of ratios, and write the figures to a file when asked."""
    options = measure.parser(__doc__).parse_args()
    rows = []
    with measure.stack(WEB_WORKERS="2", WEB_THREADS="4") as site:
        site.start_site()
        for kind, headers in _kinds(site).items():
            with measure.beside(site, "benchmarks.bare", BARE_ANSWER=_written(site, headers)) as bare:
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
    def run(port: int) -> float:
        return measure.per_second(measure.wrk(port, PAGE, connections, options.seconds, *given))

    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    ours, floor = measure.interleaved(
        f"{connections} connections",
        options.rounds,
        lambda: run(site),
        lambda: run(bare),
    )
    size = {"bytes": len(ask(site, PAGE, headers)[2])}
    return (
        size
        | {"page": statistics.median(ours), "bare": statistics.median(floor)}
        | measure.ratios(ours, floor)
    )


if __name__ == "__main__":
    main()
