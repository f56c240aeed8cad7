"""axe-core: WCAG 2.0 to 2.2, levels A and AA, and its best practices."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.audit.findings import Fault
from tests.audit.tools import installed

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOR_RULES = ["color-contrast", "link-in-text-block"]


@cache
def _source() -> str:
    return installed("axe-core/axe.min.js").read_text(encoding="utf-8")


def check(page: Page, *, only_colors: bool = False) -> tuple[list[Fault], list[Fault]]:
    """Return what axe calls a violation, and what it leaves for a person to judge.

    `only_colors` asks only the rules that can answer differently in another color scheme.
    """
    chosen = {"type": "rule", "values": COLOR_RULES} if only_colors else {"type": "tag", "values": TAGS}
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    options = {"runOnly": chosen, "resultTypes": ["violations", "incomplete"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    return _faults(result["violations"]), _faults(result["incomplete"])


def _faults(rules: list[dict[str, Any]]) -> list[Fault]:
    return [
        Fault(f"{rule['id']} ({rule['impact']})", node["target"][0], " ".join(_reasons(node)))
        for rule in rules
        for node in rule["nodes"]
    ]


def _reasons(node: dict[str, Any]) -> list[str]:
    return [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
