"""The counter below a long text counts characters as the server does."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from intake.validators import clean_text

SCRIPT = Path(__file__).parents[3] / "static" / "js" / "character-count.js"
LIMIT = 100
# A page with one textarea, whose text is in `value`; prints what the counter says about each text.
PAGE = """
const texts = JSON.parse(process.argv[1]);
const said = [];
for (const value of texts) {
  const line = { setAttribute() {}, classList: { toggle() {} } };
  globalThis.document = {
    documentElement: { lang: "en" },
    querySelectorAll: () => [
      { value, dataset: { limit: "100", left: "%d", over: "-%d" }, after() {}, addEventListener() {} },
    ],
    createElement: () => line,
  };
  (0, eval)(process.argv[2]);
  said.push(Number(line.textContent));
}
console.log(JSON.stringify(said));
"""
TEXTS = [
    "plain text",
    "  spaces around it \n",
    "two\r\nlines and\rthree",
    "😀😀😀",
    "👩\u200d👧 family",
    "e\u0301 and \u00e9",
    "a\x00b\x1fc\x7f",
    "\ufeffmark",
    "x" * 101,
    "😀" * 101,
]


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node.js")
def test_counter_and_server_count_the_same_characters() -> None:
    answer = subprocess.run(
        [shutil.which("node"), "-e", PAGE, json.dumps(TEXTS), SCRIPT.read_text(encoding="utf-8")],
        capture_output=True,
        check=True,
        text=True,
    )

    assert json.loads(answer.stdout) == [LIMIT - len(clean_text(text)) for text in TEXTS]
