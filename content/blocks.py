"""Blocks of a page beyond CommonMark: callouts, care cards and include lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from content.faults import Fault

CALLOUTS = ("note", "warning")
CARE = ("emergency", "urgent", "ordinary")
INCLUDE = re.compile(r"\[\[\s*([a-z]+)(?:\s+([a-z0-9-]+))?\s*\]\]")

_OPEN, _CLOSE = "container_directive_open", "container_directive_close"


@dataclass(frozen=True)
class Directive:
    """What stands after `:::`. `kind` is that of a care card, empty for a callout."""

    name: str
    kind: str
    title: str


def install(markdown: MarkdownIt) -> None:
    """Let the parser know `:::` blocks and include lines.

    A `:::` block becomes its opening, its title as an inline token, its content, its closing; an
    include line becomes one token of type `include` with `kind` and `name`.
    """
    container_plugin(markdown, "directive", validate=_any_kind)
    markdown.core.ruler.after("block", "titles", _give_titles)
    markdown.core.ruler.after("titles", "includes", _find_includes)


def read_directive(info: str) -> Directive:
    """Read what stands after `:::`. Raises Fault with the kinds there are."""
    name, _, rest = info.strip().partition(" ")
    kind, title = "", rest.strip()
    if name == "care":
        kind, _, title = title.partition(" ")
        if kind not in CARE:
            raise Fault(f"a care card is written :::care {CARE[0]} Title; its kinds are {', '.join(CARE)}")
    elif not name:
        raise Fault("this ::: opens nothing; write a kind after it, like :::note Title, or take it out")
    elif name not in CALLOUTS:
        raise Fault(
            f":::{name} is not known; write one of {', '.join(':::' + one for one in CALLOUTS)}, :::care"
        )
    if not title.strip():
        raise Fault(f"the block :::{name} needs a title after its kind, on the same line")
    return Directive(name, kind, title.strip())


def check_closed(token: Token, lines: list[str]) -> None:
    """Refuse a `:::` block that runs to the end for want of its own closing. Raises Fault."""
    end = (token.map or [0, 0])[1]
    if token.type == _OPEN and not (end < len(lines) and lines[end].strip().startswith(":::")):
        raise Fault("this ::: block is never closed; put ::: alone on a line after its last words")


def is_directive(token: Token) -> bool:
    """Tell whether a `:::` block opens here."""
    return token.type == _OPEN


def ends_directive(token: Token) -> bool:
    """Tell whether a `:::` block ends here."""
    return token.type == _CLOSE


def fold(tokens: list[Token], render: Callable[[list[Token]], str]) -> list[Token]:
    """Return the tokens with each `:::` block rendered as its component, the inner ones first."""
    levels: list[list[Token]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.type == _OPEN:
            opened.append(token)
            levels.append([])
        elif token.type == _CLOSE:
            title, *content = levels.pop()
            html = _component(opened.pop(), render([title]), render(content))
            levels[-1].append(Token("html_block", "", 0, content=html))
        else:
            levels[-1].append(token)
    return levels[0]


def _component(opening: Token, title: str, body: str) -> str:
    directive = read_directive(opening.info)
    values = {"title": SafeString(title), "body": SafeString(body), "kind": directive.kind or directive.name}
    if directive.kind:
        return render_to_string("components/care_card.html", values | opening.meta)
    return render_to_string("components/callout.html", values)


def _any_kind(params: str, markup: str) -> bool:
    return True  # an unknown kind is refused by read_directive, in words that help


def _give_titles(state: StateCore) -> None:
    for index in reversed(range(len(state.tokens))):
        token = state.tokens[index]
        if token.type != _OPEN:
            continue
        try:
            title = read_directive(token.info).title
        except Fault:
            title = ""  # said later, where the file and the line are known
        inline = Token("inline", "", 0, content=title, map=token.map, children=[], block=True)
        state.tokens.insert(index + 1, inline)


def _find_includes(state: StateCore) -> None:
    for index in reversed(range(len(state.tokens))):
        paragraph = state.tokens[index : index + 3]
        if [token.type for token in paragraph] == ["paragraph_open", "inline", "paragraph_close"]:
            found = INCLUDE.fullmatch(paragraph[1].content.strip())
            if found:
                meta = {"kind": found[1], "name": found[2] or ""}
                include = Token("include", "", 0, map=paragraph[1].map, meta=meta)
                state.tokens[index : index + 3] = [include]
