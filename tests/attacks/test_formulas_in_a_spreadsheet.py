"""A real spreadsheet finds no formula in an exported table, however it is told to split the lines.

Runs where LibreOffice is (`soffice`; on Debian the package `libreoffice-calc-nogui`). What holds
without it is in `tests/intake/test_export_csv.py`. One way is not tried: whoever has apostrophes taken for
quotation marks takes our guard, which is one, away.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import Kind
from intake.roles import Role
from intake.services.receive import receive
from tests.intake.test_export_csv import PAYLOADS

needs_soffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed: libreoffice-calc-nogui"
)
pytestmark = [pytest.mark.django_db, needs_soffice]
ANSWERS = {
    "wording": "callback-2",
    "channel": "phone",
    "phone": {"typed": "(732) 555-0142", "e164": "+17325550142", "extension": ""},
    "times": ["morning"],
    "voicemail": False,
    "consent": "callback-2",
}
# LibreOffice, "Filter options for CSV": separators, text delimiter, UTF-8, first line, columns, language,
# quoted as text, special numbers, three for saving, sheet, evaluate formulas.
_WAYS = {
    "as it is written": "44,34",
    "at semicolons": "59,34",
    "at tabs": "9,34",
    "at everything": "44/59/9/124/32,34",
    "without quotes": "44,",
    "at semicolons, without quotes": "59,",
}


@pytest.fixture(scope="session")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], list[str]]:
    """Return a reader of a table: LibreOffice opens it and tells which cells hold a formula."""
    profile = tmp_path_factory.mktemp("profile")

    def read(table: Path, way: str) -> list[str]:
        done = subprocess.run(
            [
                *("soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"),
                f"--infilter=CSV:{way},76,1,,0,false,true,false,false,false,0,true",
                *("--convert-to", "fods", "--outdir", str(table.parent), str(table)),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        opened = table.with_suffix(".fods")
        assert opened.is_file(), done.stderr
        text = opened.read_text(encoding="utf-8")
        opened.unlink()
        assert text.count("office:value-type=") > 5, "nothing was read"
        return re.findall(r'table:formula="([^"]*)"', text)

    return read


@pytest.fixture
def exported(
    client: Client,
    person: Callable[..., AbstractBaseUser],
    signed_in: Callable[..., Client],
    tmp_path: Path,
) -> Path:
    """Return a table out of the admin whose names and messages are all formulas."""
    for payload in PAYLOADS:
        receive(Kind.CALLBACK, ANSWERS | {"name": payload, "message": f"{payload} {payload}"})
    asked = {"reason": "own_work", "format": "csv", "plain": ["reference"], "reaching": ["name", "phone"]}
    answer = signed_in(client, person("manager", Role.MANAGER)).post(
        "/admin/intake/submission/export/", asked | {"told": ["message"]}
    )
    table = tmp_path / "table.csv"
    table.write_bytes(b"".join(answer.streaming_content))
    return table


def test_a_spreadsheet_finds_no_formula_in_an_exported_table(
    exported: Path, formulas: Callable[[Path, str], list[str]]
) -> None:
    text = io.StringIO(exported.read_text(encoding="utf-8-sig"), newline="")
    assert len(list(csv.reader(text))) == 1 + len(set(PAYLOADS))

    found = {name: formulas(exported, way) for name, way in _WAYS.items()}

    assert found == {name: [] for name in _WAYS}


def test_a_table_without_our_guard_would_hold_formulas(
    tmp_path: Path, formulas: Callable[[Path, str], list[str]]
) -> None:
    table = tmp_path / "bare.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([payload] for payload in PAYLOADS)

    assert len(formulas(table, _WAYS["as it is written"])) > 5
    assert len(formulas(table, _WAYS["at semicolons, without quotes"])) > 5
