"""Images in markdown: one alone in a paragraph becomes a figure, and any other is a fault."""

from __future__ import annotations

from pathlib import Path

from django.utils.safestring import SafeString
from markdown_it.token import Token

from content.faults import ContentError
from content.images import picture

_HOLE = '<div id="picture-hole-{}"></div>'


def take(tokens: list[Token], path: Path, at_line: int) -> list[SafeString]:
    """Put a hole in the place of each image of a page and return the figures for the holes, in order.

    The sanitiser, which knows no images, lets the holes pass; `put_back` fills them. `path` is the
    file of the page and `at_line` the line on which its tokens begin. Raises ContentError with that
    file and line on an image amid other words, without alternative text, or without a usable file.
    """
    figures: list[SafeString] = []
    for index, token in enumerate(tokens):
        images = [child for child in token.children or [] if child.type == "image"]
        if not images:
            continue
        line = at_line + (token.map or [0])[0]
        if len(token.children or []) > 1 or not _in_paragraph(tokens, index):
            raise ContentError(path, line, "an image stands alone in a paragraph; put blank lines around it")
        # pages/<language>/<section>/<page>.md
        figures.append(_figure(images[0], path.parents[3], path, line))
        tokens[index - 1].hidden = tokens[index + 1].hidden = True
        hole = Token("html_inline", "", 0, content=_HOLE.format(len(figures) - 1))
        token.children = [hole]
    return figures


def put_back(html: str, figures: list[SafeString]) -> SafeString:
    """Return sanitised HTML with its holes filled."""
    for number, figure in enumerate(figures):
        html = html.replace(_HOLE.format(number), figure, 1)
    return SafeString(html)


def _in_paragraph(tokens: list[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].type == "paragraph_open" and tokens[index - 1].level == 0


def _figure(image: Token, root: Path, path: Path, line: int) -> SafeString:
    try:
        return picture(str(image.attrs["src"]), image.content, str(image.attrs.get("title", "")), root)
    except ContentError as fault:
        raise ContentError(path, line, fault.what) from None
