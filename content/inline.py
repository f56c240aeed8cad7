"""Marks inside a sentence: citations `[@id]`, claims `[!id]` and words of the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.template.loader import render_to_string
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from content.faults import Fault, near
from content.glossary import Term

_CITATION = re.compile(r"\[@([a-z0-9-]+(?:\s*;\s*@[a-z0-9-]+)*)\]")
_CLAIM = re.compile(r"\[!([a-z0-9-]+)\]")
_GLOSSARY = "glossary:"


def install(markdown: MarkdownIt) -> None:
    """Let the parser know citations and claims.

    The renderer wants in its `env`: `numbers`, the number of each source; and for claims
    `registers`, where their certainty stands.
    """
    markdown.inline.ruler.before("link", "citation", _citation_rule)
    markdown.inline.ruler.before("link", "claim", _claim_rule)
    markdown.add_render_rule("citation", _render_citation)
    markdown.add_render_rule("claim", _render_claim)


def citation_html(names: list[str], numbers: Mapping[str, int]) -> str:
    """Return the small numbers that lead to sources in the list at the end of the page."""
    links = [
        f'<a href="#source-{number}" aria-label="Source {number}">{number}</a>'
        for number in (numbers[name] for name in names)
    ]
    return f'<sup class="citation">{", ".join(links)}</sup>'


def check_leftovers(text: str) -> None:
    """Refuse text in which a mark was meant but cannot be read. Raises Fault."""
    if "[@" in text:
        raise Fault("a citation is written [@id] or [@id; @other], in small letters, digits and hyphens")
    if "[!" in text:
        raise Fault("a claim is written [!id], its id in small letters, digits and hyphens")
    if "[[" in text:
        raise Fault("an include like [[chart name]] stands alone, with an empty line before and after it")
    if ":::" in text:
        raise Fault("::: stands at the start of a line, with a kind after it, and alone at the end")


def explain_terms(children: list[Token], glossary: Mapping[str, Term], seen: set[str]) -> list[Token]:
    """Return the tokens of a line with each word of the glossary explained at its first use.

    `seen` holds the ids that the page has explained already, and learns the new ones.
    Raises Fault on a word that the glossary does not know.
    """
    return list(_explained(children, glossary, seen))


def _explained(children: list[Token], glossary: Mapping[str, Term], seen: set[str]) -> Iterator[Token]:
    name, first = "", False
    for token in children:
        href = str(token.attrGet("href") or "")
        if token.type == "link_open" and href.startswith(_GLOSSARY):
            name = href.removeprefix(_GLOSSARY)
            if name not in glossary:
                there = near(name, glossary)
                raise Fault(f"explains {name!r}, which is not in glossary.yaml; add it or mend it{there}")
            first = name not in seen
            seen.add(name)
            if first:
                yield Token("html_inline", "", 0, content="<dfn>")
        elif token.type == "link_close" and name:
            if first:
                yield Token("html_inline", "", 0, content="</dfn>")
                yield Token("text", "", 0, content=f" ({glossary[name].meaning})")
            name = ""
        else:
            yield token


def _citation_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser calls it so)
    found = _CITATION.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")  # the number stands at the word it belongs to
        token = state.push("citation", "", 0)
        token.meta["names"] = [name.strip().removeprefix("@") for name in found[1].split(";")]
    state.pos = found.end()
    return True


def _claim_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser calls it so)
    found = _CLAIM.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")
        state.push("claim", "", 0).meta["claim"] = found[1]
    state.pos = found.end()
    return True


def _render_citation(renderer: object, tokens: list[Token], index: int, options: object, env: dict) -> str:
    return citation_html(tokens[index].meta["names"], env["numbers"])


def _render_claim(renderer: object, tokens: list[Token], index: int, options: object, env: dict) -> str:
    claim = env["registers"].claims[tokens[index].meta["claim"]]
    part = render_to_string(
        "components/certainty.html", {"certainty": claim.certainty, "href": env["registers"].ledger_path}
    )
    return f" {part.strip()}"
