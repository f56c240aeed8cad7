"""Requests in which another one is hidden, for proxies that cut where the server behind does not.

After James Kettle's work on desynchronization (2019–2022) and the rules of RFC 9112, 5 and 6.
`HIDDEN` asks for a page that would be seen in the log if anybody ever read it as a request.
"""

from __future__ import annotations

from tests.deploy.nginx import SITE

_CHUNK_END = "0\r\n\r\n"
HIDDEN = f"GET /smuggled/ HTTP/1.1\r\nHost: {SITE}\r\n\r\n"
_N = len(HIDDEN)


def _post(*headers: str, body: str = "", line: str = "POST /callback/ HTTP/1.1", host: bool = True) -> bytes:
    head = [line, *([f"Host: {SITE}"] if host else []), *headers]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode("latin-1")


def _te(value: str) -> bytes:
    """Content-Length says that all is body; a spelling of chunked says that it ends at once."""
    return _post(f"Content-Length: {len(_CHUNK_END) + _N}", value, body=_CHUNK_END + HIDDEN)


_TRANSFER_ENCODINGS = {
    "plain": "Transfer-Encoding: chunked",
    "upper case": "TRANSFER-ENCODING: CHUNKED",
    "space before the colon": "Transfer-Encoding : chunked",
    "tab before the colon": "Transfer-Encoding\t: chunked",
    "tab after the colon": "Transfer-Encoding:\tchunked",
    "space before the name": " Transfer-Encoding: chunked",
    "vertical tab": "Transfer-Encoding: \x0bchunked",
    "form feed": "Transfer-Encoding: chunked\x0c",
    "no-break space": "Transfer-Encoding: chunked\xa0",
    "quoted": 'Transfer-Encoding: "chunked"',
    "identity first": "Transfer-Encoding: identity, chunked",
    "identity last": "Transfer-Encoding: chunked, identity",
    "twice in one": "Transfer-Encoding: chunked, chunked",
    "two lines": "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "two lines, other order": "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
    "two lines, one odd": "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
    "folded": "Transfer-Encoding:\r\n chunked",
    "folded with tab": "Transfer-Encoding:\r\n\tchunked",
    "underscore": "Transfer_Encoding: chunked",
    "unknown": "Transfer-Encoding: xchunked",
    "empty": "Transfer-Encoding:",
    "comma": "Transfer-Encoding: ,chunked",
    "parameter": "Transfer-Encoding: chunked;q=1",
    "bare line feed": "X: x\nTransfer-Encoding: chunked",
    "bare carriage return": "X: x\rTransfer-Encoding: chunked",
    "null": "Transfer-Encoding: chunked\x00",
    "by connection": "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked",
}
_LENGTHS = {
    "two that differ": f"Content-Length: 0\r\nContent-Length: {_N}",
    "two that differ, other order": f"Content-Length: {_N}\r\nContent-Length: 0",
    "list": f"Content-Length: 0, {_N}",
    "plus": f"Content-Length: +{_N}",
    "minus": "Content-Length: -1",
    "hexadecimal": f"Content-Length: 0x{_N:x}",
    "underscore in number": "Content-Length: 1_0",
    "space in number": "Content-Length: 1 0",
    "superscript": "Content-Length: \xb2",
    "too large": f"Content-Length: {'9' * 30}",
    "empty": "Content-Length:",
    "space before the colon": f"Content-Length : {_N}",
    "folded": f"Content-Length:\r\n {_N}",
    "bare line feed": f"X: x\nContent-Length: {_N}",
    "null": f"Content-Length: {_N}\x00",
}
_CHUNKS = {
    "size with space": f"{_N:x} \r\n{HIDDEN}\r\n{_CHUNK_END}",
    "size in hexadecimal notation": f"0x{_N:x}\r\n{HIDDEN}\r\n{_CHUNK_END}",
    "negative size": f"-1\r\n{HIDDEN}\r\n{_CHUNK_END}",
    "enormous size": f"fffffffffffffffff\r\n{HIDDEN}\r\n{_CHUNK_END}",
    "extension with line feed": f"5;a\nb\r\nhello\r\n{_CHUNK_END}",
    "bare line feed": f"5\nhello\n{_CHUNK_END}",
    "data longer than said": f"5\r\nhello{HIDDEN}\r\n{_CHUNK_END}",
    "trailer that is a header": "0\r\nContent-Length: 5\r\nHost: evil.example\r\n\r\n",
}
_OTHERS = {
    "two hosts": _post("Host: evil.example", "Content-Length: 0"),
    "no host": _post("Content-Length: 0", host=False),
    "space before the host": _post(" Host: evil.example", "Content-Length: 0"),
    "address of another host": _post("Content-Length: 0", line="POST http://evil.example/ HTTP/1.1"),
    "space in the line": _post("Content-Length: 0", line="POST /callback/ HTTP/1.1 HTTP/1.1"),
    "unknown version": _post("Content-Length: 0", line="POST /callback/ HTTP/1.9x"),
    "old version, chunked": _post(
        "Transfer-Encoding: chunked", line="POST /callback/ HTTP/1.0", body=_CHUNK_END + HIDDEN
    ),
    "line feeds in the line": _post("Content-Length: 0", line="POST /callback/\nGET /smuggled/ HTTP/1.1"),
    "body of a GET": _post(f"Content-Length: {_N}", line="GET /callback/ HTTP/1.1", body=HIDDEN),
    "upgrade": _post(
        "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", f"Content-Length: {_N}", body=HIDDEN
    ),
    "expect": _post("Expect: 100-continue", f"Content-Length: {_N}", body=HIDDEN),
    "null in a name": _post("X\x00: a", f"Content-Length: {_N}", body=HIDDEN),
}

CORPUS: dict[str, bytes] = {
    **{f"te, {name}": _te(value) for name, value in _TRANSFER_ENCODINGS.items()},
    **{f"length, {name}": _post(value, body=HIDDEN) for name, value in _LENGTHS.items()},
    **{f"chunk, {name}": _post("Transfer-Encoding: chunked", body=body) for name, body in _CHUNKS.items()},
    **{f"other, {name}": raw for name, raw in _OTHERS.items()},
}
