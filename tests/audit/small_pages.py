"""A small server for test pages with errors."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Page

from tests.audit.network import Watch

Shown = Callable[..., tuple[Page, Watch]]
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>A page</title>
<link rel="icon" href="data:,"><style>{style}</style></head>
<body><main><h1>A page</h1>{body}</main></body></html>"""


class SmallServer(ThreadingHTTPServer):
    """Serves one page at /, and an empty response at any other path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/"
        self.set_page("")

    def set_page(
        self, body: str, style: str = "", *, status: int = 200, csp: str = "", cached: bool = False
    ) -> None:
        """Set the page that is served at /."""
        self.html = _PAGE.format(style=style, body=body).encode()
        self.status = status
        self.headers = {"Content-Security-Policy": csp} if csp else {}
        self.cache_control = "max-age=600" if cached else "no-store"


class _Handler(BaseHTTPRequestHandler):
    server: SmallServer

    def do_GET(self) -> None:
        is_page = self.path == "/"
        body = self.server.html if is_page else b""
        self.send_response(self.server.status if is_page else 200)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **self.server.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", self.server.cache_control)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
