"""Another site cannot make its visitors send our form."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.stack import Stack
from tests.typed import NONCE

ANSWERS = {
    "name": "Forged",
    "adult": "yes",
    "channel": "email",
    "email": "forged@example.com",
    "consent": "on",
    "nonce": NONCE,
    "times": "any",
}


@pytest.fixture
def other_site(stack: Stack) -> Iterator[int]:
    """Serve a foreign page with a form that posts to our site; return its port."""
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in ANSWERS.items())
    html = f'<form method="post" action="{stack.url}/callback/">{inputs}<button>Go</button></form>'

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_post_from_another_origin_stores_nothing(
    page: Page, stack: Stack, other_site: int, host: str
) -> None:
    before = _stored(stack)
    page.goto(f"http://{host}:{other_site}/")

    with page.expect_response(f"{stack.url}/callback/") as answer:
        page.get_by_role("button", name="Go").click()

    assert answer.value.status == 403
    expect(page.get_by_role("heading", name="Nothing has been sent yet")).to_be_visible()
    assert _stored(stack) == before


def test_person_can_still_send_the_form_from_the_error_page(
    page: Page, stack: Stack, other_site: int
) -> None:
    page.goto(f"http://localhost:{other_site}/")
    page.get_by_role("button", name="Go").click()

    expect(page.get_by_label("mail address")).to_have_value("forged@example.com")
    page.get_by_role("button", name="Request a callback").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")


def _stored(stack: Stack) -> int:
    count = (
        "from intake.models import Submission; from intake.models.answers import unseal; "
        "print(sum(unseal(row).get('name') == 'Forged' for row in Submission.objects.all()))"
    )
    return int(stack.manage("shell", "--no-imports", "--command", count))
