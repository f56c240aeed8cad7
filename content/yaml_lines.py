"""Where in a YAML text a value stands."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from content.faults import NoDuplicates


def line_at(text: str, keys: Sequence[str | int]) -> int:
    """Return the line of the value that `keys` lead to, or of the last of them that is there."""
    node = yaml.compose(text, Loader=NoDuplicates)
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
