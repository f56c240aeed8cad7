"""Line numbers of values in YAML text."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from content.errors import StrictLoader


def line_at(text: str, keys: Sequence[str | int]) -> int:
    """Return the line number of the value at a path of keys, or of the last key that exists."""
    node = yaml.compose(text, Loader=StrictLoader)
    line = 1
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == key]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            found = [(part, part) for part in node.value[key : key + 1]]
        else:
            found = []
        if not found:
            break
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return line
