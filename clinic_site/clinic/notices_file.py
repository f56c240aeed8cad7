"""Read the notices that a clinic wrote with release 0.1, for an upgrade.

That release had them in a page of its own. The first `migrate` reads it from NOTICES_FILE.
"""

from __future__ import annotations

import re
from pathlib import Path

from clinic_site.core.trusted_files import read_trusted

# The headings of that page, and the kind of notice below each.
_KINDS = {
    "Notice of privacy practices": "privacy",
    "Substance use records": "privacy",
    "Equal treatment": "nondiscrimination",
}
# How the paragraphs that the release contained begin.
_SHIPPED = (
    "A clinic under the federal health privacy law",
    "What the software of this site stores",
    "Federal rules called 42 CFR Part 2",
    "You do not have to write about alcohol",
    "A federal rule, known as Section 1557",
    "If you feel that you were treated worse",
)
_BOX = re.compile(r"^:::.*?^:::[ \t]*$", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^:::\s*\w*[ \t]*(.*)$", re.MULTILINE)
_CITATION = re.compile(r"\s*\[[@!][^\]]*\]")


def notices_of_file(path: Path, name: str) -> dict[str, str]:
    """Return the clinic's own texts by kind of notice, without placeholders and the release's paragraphs.

    `name`, the clinic's name, replaces `{{name}}`. Raises OSError and UntrustedFileError.
    """
    text = read_trusted(path, secret=False).decode("utf-8", errors="replace")
    found: dict[str, str] = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _newline, body = section.partition("\n")
        kind = _KINDS.get(title.strip())
        if kind and (own := _own_words(body)):
            if kind in found:
                own = f"{found[kind]}\n\n### {title.strip()}\n\n{own}"
            found[kind] = own.replace("{{name}}", name)
    return found


def _own_words(body: str) -> str:
    def without_placeholder(box: re.Match[str]) -> str:
        return "" if "must stand here" in box[0].partition("\n")[0] else _FENCE.sub(r"\1", box[0])

    text = _CITATION.sub("", _BOX.sub(without_placeholder, body))
    paragraphs = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text))
    return "\n\n".join(part for part in paragraphs if part.strip() and not part.startswith(_SHIPPED))
