"""Text with the focus is dark on amber, whatever color its component gives it."""

from __future__ import annotations

import re

from clinic_site.ops import static_bundles

CSS = static_bundles.build(static_bundles.CSS).read_text(encoding="utf-8")
BASE = CSS.split("@layer base {")[1].split("\n}\n")[0]


def test_links_buttons_and_summaries_keep_the_color_of_the_focus() -> None:
    """A layer's important declarations win over those of later layers (CSS Cascading 5, section 6.4)."""
    rule = re.search(r":is\(a, button, summary\):focus-visible \{([^}]*)\}", BASE)[1]

    assert "background: var(--focus) !important;" in rule
    assert "color: var(--on-focus) !important;" in rule
    assert not re.search(r"[^-]color:[^;]*!important", CSS.replace(BASE, ""))
