"""What a reader, a patient and an intruder meet in front of the whole site."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import time
from contextlib import suppress
from urllib.parse import urlencode

import pytest

from tests.deploy.fleet import Answer, Fleet
from tests.deploy.nginx import STAFF
from tests.stack import PATIENCE, wait_until
from tests.typed import NONCE

PAGE = "/ptsd-medication-alternatives/"
ANSWERS = {
    "name": "Sam",
    "adult": "yes",
    "channel": "email",
    "email": "sam@example.com",
    "consent": "on",
    "nonce": NONCE,
}
FORM = {"Content_Type": "application/x-www-form-urlencoded", "Sec_Fetch_Site": "same-origin"}
HSTS = "max-age=31536000; includeSubDomains"


def post(fleet: Fleet, path: str, answers: dict[str, str], **more: str) -> Answer:
    return fleet.ask(path, "POST", body=urlencode(answers).encode(), **FORM, **more)


def logged(fleet: Fleet) -> list[dict[str, str]]:
    return [json.loads(line) for line in fleet.nginx.access_log.read_text().splitlines()]


def line_of(fleet: Fleet, path: str, **headers: str) -> dict[str, str]:
    """Ask, and return the line of the log about it; nginx writes it after the answer."""
    before = -1
    while before != (before := len(logged(fleet))):
        time.sleep(0.5)  # a line of what was asked earlier may still come
    fleet.ask(path, **headers)
    wait_until(lambda: len(logged(fleet)) > before, PATIENCE, "line in the log")
    return logged(fleet)[before]


def test_nginx_takes_the_shipped_configuration_without_a_warning(fleet: Fleet) -> None:
    said = fleet.nginx.check()

    assert "test is successful" in said
    assert "[warn]" not in said


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_page_is_sent_in_an_encoding_that_the_client_accepts(fleet: Fleet, encoding: str) -> None:
    answers = [fleet.ask(PAGE, Accept_Encoding=encoding) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[1].headers.get("Content-Encoding", "identity") == encoding
    assert answers[0].body == answers[1].body
    assert line_of(fleet, PAGE, Accept_Encoding=encoding)["cache"] == "HIT"


def test_a_page_that_a_reader_has_is_not_sent_again(fleet: Fleet) -> None:
    first = fleet.ask(PAGE, Accept_Encoding="br")

    again = fleet.ask(PAGE, Accept_Encoding="br", If_None_Match=first.headers["ETag"])

    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    ("path", "headers"), [(f"{PAGE}?a=1", {}), (PAGE, {"Cookie": "a=b"}), (PAGE, {"Authorization": "x"})]
)
def test_personal_responses_bypass_the_cache(fleet: Fleet, path: str, headers: dict[str, str]) -> None:
    assert line_of(fleet, path, **headers)["cache"] == "BYPASS"


def test_static_files_come_from_the_disk_compressed_and_for_ever(fleet: Fleet) -> None:
    sheet = re.search(r'href="(/static/css/site\.[0-9a-f]+\.css)"', fleet.ask(PAGE).text)[1]

    answer = fleet.ask(sheet, Accept_Encoding="gzip")

    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert line_of(fleet, sheet)["upstream"] == ""


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [("localhost", PAGE, 200), ("localhost", "/static/nothing.css", 404), (STAFF, "/metrics", 404)],
)
def test_every_answer_over_tls_insists_on_tls(fleet: Fleet, host: str, path: str, status: int) -> None:
    answer = fleet.ask(path, host=host)

    assert (answer.status, answer.headers["Strict-Transport-Security"]) == (status, HSTS)


def test_a_person_asks_sees_changes_withdraws_and_takes_back_with_the_rights_of_the_public_role(
    fleet: Fleet,
) -> None:
    receipt = post(fleet, "/callback/", ANSWERS).headers["Location"]
    shown = fleet.ask(receipt).text
    reference = re.search(r"(?<![\w-])[0-9A-Z]{4}-[0-9A-Z]{4}(?![\w-])", shown)[0]
    secret = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}", shown)[0]
    page = post(fleet, "/request/", {"reference": reference, "secret": secret}).headers["Location"]
    steps = [
        fleet.ask(page).status,
        # Asked again while it is open: once it is canceled, this would be a request of its own.
        post(fleet, "/callback/", ANSWERS).status,
        post(fleet, f"{page}change/", {"channel": "email", "email": "new@example.com"}).status,
        post(fleet, f"{page}withdraw/", {}).status,
        post(fleet, f"{page}undo/", {}).status,
    ]

    assert steps == [200, 303, 303, 303, 303]
    assert "Received" in fleet.ask(page).text
    assert "permission denied" not in (fleet.stack.folder / "log.txt").read_text()


def test_log_contains_no_receipt_query_or_full_address(fleet: Fleet) -> None:
    receipt = post(fleet, "/callback/", ANSWERS | {"name": "Log"}).headers["Location"]
    line = line_of(fleet, f"{receipt}?mood=low", Referer="https://example.com/ptsd")
    line_of(fleet, "/my-name-is-Sam%20Smith")

    text = fleet.nginx.access_log.read_text() + (fleet.nginx.folder / "error.log").read_text()
    assert line["path"] == "/callback/received/..."
    for word in (receipt.strip("/").split("/")[-1], "mood", "example.com/ptsd", "Smith", "127.0.0.1"):
        assert word not in text


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/es/llamada/", "/es/llamada/"),
        ("/es/llamada/recibida/Ab-9/", "/es/llamada/recibida/..."),
        ("/es/solicitud/Ab-9/cambiar/", "/es/solicitud/..."),
        ("/es/consulta/quien/", "/es/consulta/..."),
        ("/es/llamada/otra-vez/Ab-9/", "other"),
    ],
)
def test_the_log_has_spanish_pages_without_their_codes(fleet: Fleet, path: str, shown: str) -> None:
    assert line_of(fleet, path)["path"] == shown


def test_a_request_in_the_clear_is_led_to_tls(fleet: Fleet) -> None:
    connection = http.client.HTTPConnection("localhost", fleet.nginx.plain_port, timeout=PATIENCE)
    connection.request("GET", PAGE, headers={"Host": "localhost"})
    answer = connection.getresponse()
    connection.close()

    assert (answer.status, answer.headers["Location"]) == (308, f"https://localhost{PAGE}")


def test_the_name_without_www_leads_to_the_site(fleet: Fleet) -> None:
    answer = fleet.ask(f"{PAGE}?part=2", host="example.org")

    assert (answer.status, answer.headers["Location"]) == (308, f"https://localhost{PAGE}?part=2")


def test_an_unknown_host_gets_no_answer_in_the_clear(fleet: Fleet) -> None:
    with socket.create_connection(("127.0.0.1", fleet.nginx.plain_port), timeout=PATIENCE) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")

        with suppress(ConnectionResetError):
            assert connection.recv(100) == b""


def test_an_unknown_host_gets_no_handshake(fleet: Fleet) -> None:
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        fleet.connect("evil.example")


def test_an_unknown_host_on_a_known_connection_is_misdirected(fleet: Fleet) -> None:
    assert fleet.ask("/", Host="evil.example").status == 421


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Forwarded-For", "Forwarded", "X-Original-URL", "X-Script-Name"]
)
def test_a_forged_header_of_a_proxy_is_in_no_page(fleet: Fleet, header: str) -> None:
    answer = fleet.ask(f"/callback/?{header}", **{header.replace("-", "_"): "evil.example"})

    assert answer.status == 200
    assert b"evil.example" not in answer.body


def test_the_two_sides_are_apart(fleet: Fleet) -> None:
    assert fleet.ask("/admin/login/").status == 404
    assert fleet.ask("/callback/", host=STAFF).status == 404
    assert fleet.ask("/", host=STAFF).status == 302


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_numbers_and_findings_stay_on_this_machine(fleet: Fleet, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", fleet.staff_port, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()

    assert answer.status == 200
    assert fleet.ask(path, host=STAFF).status == 404


def test_a_supervisor_hears_from_the_public_side(fleet: Fleet) -> None:
    assert [fleet.ask(path).body for path in ("/livez", "/readyz")] == [b"ok\n", b"ok\n"]


def test_a_body_of_three_megabytes_gets_a_page_with_the_crisis_lines(fleet: Fleet) -> None:
    answer = fleet.ask("/callback/", "POST", body=b"message=" + b"a" * 3_000_000, **FORM)

    assert answer.status == 413
    assert 'href="tel:988"' in answer.text


def test_the_canary_goes_through_nginx_and_both_sides(fleet: Fleet) -> None:
    said = fleet.stack.manage(
        *("canary", "--url", f"https://localhost:{fleet.nginx.port}"),
        SSL_CERT_FILE=str(fleet.nginx.certificate),
    )

    assert said.split("\n")[:5] == ["form ok", "receipt ok", "database ok", "comparison ok", "outbox ok"]
