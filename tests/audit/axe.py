"""axe-core: WCAG 2.0 to 2.2, levels A and AA, and best practices."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.audit.findings import Problem
from tests.audit.tools import installed

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What all pages share.
FRAME = ("body > header", "body > footer")
COLOR_RULES = ["color-contrast", "link-in-text-block"]
_WITHOUT_COLORS = {name: {"enabled": False} for name in COLOR_RULES}


@cache
def _source() -> str:
    return installed("axe-core/axe.min.js").read_text(encoding="utf-8")


def check(
    page: Page, *, only_colors: bool = False, without_colors: bool = False, outside: tuple[str, ...] = ()
) -> tuple[list[Problem], list[Problem]]:
    """Return axe's violations, and the results that it marks as incomplete.

    `only_colors` runs only the rules that depend on the color scheme, `without_colors` all others.
    Elements in those that the selectors `outside` match are not checked.
    """
    only = {"type": "rule", "values": COLOR_RULES} if only_colors else {"type": "tag", "values": TAGS}
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    rules = _WITHOUT_COLORS if without_colors else {}
    options = {"runOnly": only, "rules": rules, "resultTypes": ["violations", "incomplete"]}
    context = {"exclude": [[selector] for selector in outside]} if outside else None
    result = page.evaluate(
        "([context, options]) => axe.run(context ?? document, options)", [context, options]
    )
    return _problems(result["violations"]), _problems(result["incomplete"])


def _problems(rules: list[dict[str, Any]]) -> list[Problem]:
    return [
        Problem(f"{rule['id']} ({rule['impact']})", node["target"][0], " ".join(_reasons(node)))
        for rule in rules
        for node in rule["nodes"]
    ]


def _reasons(node: dict[str, Any]) -> list[str]:
    return [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
