"""A large picture doesn't take the memory that everything else on a small machine needs."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.stack import PATIENCE, ROOT

_MOST = 400  # MB beyond the process's own, of which the decoded picture has 160
# A transparent PNG of 40 megapixels, which has less than a megabyte, in a process that did nothing before.
_PROGRAM = """
import resource, struct, zlib, django
django.setup()
from clinic_site.clinic import pictures

def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

rows = zlib.compressobj(1)
packed = b"".join(rows.compress(bytes(1 + 4 * 8000)) for _ in range(5000)) + rows.flush()
head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8000, 5000, 8, 6, 0, 0, 0))
picture = b"\\x89PNG\\r\\n\\x1a\\n" + head + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
pictures.encode(picture)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_picture_of_forty_megapixels_takes_little_more_than_its_pixels() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) < _MOST
