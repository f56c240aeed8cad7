"""Charts, rendered on the server as SVG from the `<id>.yaml` files in this folder."""

from __future__ import annotations

from content.charts.icon_array import IconGroup
from content.charts.rendering import names, references, render

__all__ = ["IconGroup", "names", "references", "render"]
