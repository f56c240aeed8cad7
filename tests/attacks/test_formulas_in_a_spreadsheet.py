"""LibreOffice finds no formula in a CSV export.

Requires LibreOffice (`soffice`; on Debian the package `libreoffice-calc-nogui`). Tests that do not
are in `tests/intake/exports/test_export_csv.py`. The export is read as what it is, comma-separated and
quoted; a program set to split it elsewhere can find formulas inside the words of patients.
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
from intake.services.requests.receive import receive
from tests.intake.exports.test_export_csv import PAYLOADS

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
_IMPORT_OPTIONS = {"commas": "44,34"}


@pytest.fixture(scope="session")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], list[str]]:
    """Return a function that opens a table in LibreOffice and returns the formulas in it."""
    profile = tmp_path_factory.mktemp("profile")

    def read(table: Path, options: str) -> list[str]:
        done = subprocess.run(
            [
                *("soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"),
                f"--infilter=CSV:{options},76,1,,0,false,true,false,false,false,0,true",
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
    """Return a CSV export whose names and messages are all formulas."""
    for payload in PAYLOADS:
        receive(Kind.CALLBACK, ANSWERS | {"name": payload, "message": f"{payload} {payload}"})
    asked = {"reason": "own_work", "format": "csv", "plain": ["reference"], "reaching": ["name", "phone"]}
    answer = signed_in(client, person("manager", Role.MANAGER)).post(
        "/admin/intake/submission/export/", asked | {"written": ["message"]}
    )
    table = tmp_path / "table.csv"
    table.write_bytes(b"".join(answer.streaming_content))
    return table


def test_spreadsheet_finds_no_formula_in_an_export(
    exported: Path, formulas: Callable[[Path, str], list[str]]
) -> None:
    text = io.StringIO(exported.read_text(encoding="utf-8-sig"), newline="")
    assert len(list(csv.reader(text))) == 1 + len(set(PAYLOADS))

    found = {name: formulas(exported, options) for name, options in _IMPORT_OPTIONS.items()}

    assert found == {name: [] for name in _IMPORT_OPTIONS}


def test_spreadsheet_finds_formulas_in_unescaped_cells(
    tmp_path: Path, formulas: Callable[[Path, str], list[str]]
) -> None:
    table = tmp_path / "bare.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([payload] for payload in PAYLOADS)

    assert len(formulas(table, _IMPORT_OPTIONS["commas"])) > 5
