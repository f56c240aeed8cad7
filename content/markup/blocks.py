"""Block extensions to CommonMark: callouts, care cards, and includes."""

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

from content.errors import MarkupError

CALLOUTS = ("note", "warning")
CARE = ("emergency", "urgent", "ordinary")
INCLUDE = re.compile(r"\[\[\s*([a-z]+)(?:\s+([a-z0-9-]+))?\s*\]\]")

_OPEN, _CLOSE = "container_directive_open", "container_directive_close"


@dataclass(frozen=True)
class Directive:
    """The info string after `:::`. `kind` is the kind of a care card, or "" for a callout."""

    name: str
    kind: str
    title: str


def install(markdown: MarkdownIt) -> None:
    """Add `:::` blocks and include lines to the parser.

    A `:::` block becomes an opening token, its title as an inline token, its content, and a closing
    token. An include line becomes a token of type `include` with `kind` and `name`.
    """
    container_plugin(markdown, "directive", validate=_any_kind)
    markdown.core.ruler.after("block", "titles", _give_titles)
    markdown.core.ruler.after("titles", "includes", _find_includes)


def read_directive(info: str) -> Directive:
    """Parse the info string after `:::`. Raises MarkupError if it is invalid."""
    name, _, rest = info.strip().partition(" ")
    kind, title = "", rest.strip()
    if name == "care":
        kind, _, title = title.partition(" ")
        if kind not in CARE:
            raise MarkupError(
                f"write a care card as :::care {CARE[0]} Title; its kinds are {', '.join(CARE)}"
            )
    elif not name:
        raise MarkupError("this ::: opens no block; add a kind after it, like :::note Title, or remove it")
    elif name not in CALLOUTS:
        raise MarkupError(
            f":::{name} is not known; write one of {', '.join(':::' + one for one in CALLOUTS)}, :::care"
        )
    if not title.strip():
        raise MarkupError(f"the block :::{name} needs a title after its kind, on the same line")
    return Directive(name, kind, title.strip())


def check_closed(token: Token, lines: list[str]) -> None:
    """Check that a `:::` block is closed. Raises MarkupError if it runs to the end of the page."""
    end = (token.map or [0, 0])[1]
    if token.type == _OPEN and not (end < len(lines) and lines[end].strip().startswith(":::")):
        raise MarkupError("this ::: block is never closed; put ::: alone on a line after its text")


def is_directive(token: Token) -> bool:
    """Return whether the token opens a `:::` block."""
    return token.type == _OPEN


def ends_directive(token: Token) -> bool:
    """Return whether the token closes a `:::` block."""
    return token.type == _CLOSE


def fold(tokens: list[Token], render: Callable[[list[Token]], str]) -> list[Token]:
    """Return the tokens with each `:::` block replaced by its rendered component, innermost first."""
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
    return True  # read_directive refuses unknown kinds with a helpful message


def _give_titles(state: StateCore) -> None:
    for index in reversed(range(len(state.tokens))):
        token = state.tokens[index]
        if token.type != _OPEN:
            continue
        try:
            title = read_directive(token.info).title
        except MarkupError:
            title = ""  # reported later, with the file and line
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
