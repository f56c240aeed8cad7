"""QR codes (ISO/IEC 18004) as a path for an inline SVG, generated without a third party."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_QUIET = 4  # modules of the quiet zone that the standard requires


@dataclass(frozen=True)
class QrCode:
    """A QR code: its width in modules, including the quiet zone, and the path of the dark modules."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the QR code that encodes `text`."""
    import qrcode  # loads Pillow if it is installed; few pages need it
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    return QrCode(len(rows), "".join(_strips(rows)))


def _strips(rows: list[list[bool]]) -> Iterator[str]:
    for y, row in enumerate(rows):
        x = 0
        for is_dark, run in groupby(row):
            width = len(list(run))
            if is_dark:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
