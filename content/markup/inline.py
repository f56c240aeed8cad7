"""Inline extensions to CommonMark: citations `[@id]`, claims `[!id]`, and glossary links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from django.template.loader import render_to_string
from django.utils.translation import ngettext
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from content.data.glossary import Term
from content.errors import MarkupError, did_you_mean

_CITATION = re.compile(r"\[@([a-z0-9-]+(?:\s*;\s*@[a-z0-9-]+)*)\]")
_CLAIM = re.compile(r"\[!([a-z0-9-]+)\]")
_GLOSSARY = "glossary:"


def install(markdown: MarkdownIt) -> None:
    """Add citations and claims to the parser.

    The renderer's `env` must contain `numbers`, the number of each source, and for claims `data`, the
    SiteData with their certainty.
    """
    markdown.inline.ruler.before("link", "citation", _citation_rule)
    markdown.inline.ruler.before("link", "claim", _claim_rule)
    markdown.add_render_rule("citation", _render_citation)
    markdown.add_render_rule("claim", _render_claim)


def citation_html(names: Iterable[str], numbers: Mapping[str, int]) -> str:
    """Return one superscript mark for all the sources of a sentence, like 1, 2 or 3–5.

    It is a single link, large enough for a thumb, to the first of them in the page's list of sources. The
    word "Source" is for screen readers and hidden by CSS; an `aria-label` would repeat each number.
    """
    cited = sorted({numbers[name] for name in names})
    if not cited:
        return ""
    text = _ranges(cited)
    label = ngettext("Source %(numbers)s", "Sources %(numbers)s", len(cited)) % {"numbers": text}
    before, _, after = label.partition(text)
    parts = (f"<span>{escape(part)}</span>" if part else "" for part in (before, after))
    return f'<sup><a href="#source-{cited[0]}">{text.join(parts)}</a></sup>'


def _ranges(numbers: list[int]) -> str:
    """Return sorted numbers as text; three or more in a row become a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(str(number) for number in run) for run in runs
    )


def check_leftovers(text: str) -> None:
    """Check that no markup is left in plain text. Raises MarkupError for markup that was not parsed."""
    if "[@" in text:
        raise MarkupError(
            "write a citation as [@id] or [@id; @other], in lowercase letters, digits, and hyphens"
        )
    if "[!" in text:
        raise MarkupError("write a claim as [!id], with its id in lowercase letters, digits, and hyphens")
    if "[[" in text:
        raise MarkupError(
            "put an include like [[chart name]] on its own line, with an empty line before and after it"
        )
    if ":::" in text:
        raise MarkupError(
            "::: belongs at the start of a line: with a kind to open a block, alone to close it"
        )


def explain_terms(children: list[Token], glossary: Mapping[str, Term], seen: set[str]) -> Iterator[Token]:
    """Yield the tokens of a line with the meaning of each glossary term added at its first use.

    `seen` contains the ids that the page has already explained; new ones are added to it.
    Raises MarkupError for a term that is not in the glossary.
    """
    name, first = "", False
    for token in children:
        href = str(token.attrGet("href") or "")
        if token.type == "link_open" and href.startswith(_GLOSSARY):
            name = href.removeprefix(_GLOSSARY)
            if name not in glossary:
                suggestion = did_you_mean(name, glossary)
                raise MarkupError(
                    f"explains {name!r}, which is not in glossary.yaml; add it or fix the name{suggestion}"
                )
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


def _citation_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
    found = _CITATION.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        names = [name.strip().removeprefix("@") for name in found[1].split(";")]
        state.pending = state.pending.rstrip(" ")  # no space between the word and its number
        if state.tokens and state.tokens[-1].type == "citation" and not state.pending:
            state.tokens[-1].meta["names"] += names  # citations side by side share one mark
        else:
            state.push("citation", "", 0).meta["names"] = names
    state.pos = found.end()
    return True


def _claim_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
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
    claim = env["data"].claims[tokens[index].meta["claim"]]
    part = render_to_string(
        "components/certainty.html", {"certainty": claim.certainty, "href": env["source_index"]}
    )
    return f" {part.strip()}"
