"""Rules for links and characters in texts by editors, with messages for editors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from clinic_site.core.markdown import parser

#: Characters that change the direction of the surrounding text (Unicode TR36, TR9). They can make a
#: number or an address look like another one.
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class LinkRules:
    """Allowed targets of links to phone numbers, other sites and email addresses.

    `numbers` contains `tel:` and `sms:` links as returned by `phone_key`; `hosts` and `emails` are in
    lower case. `by_owner` is for texts that the clinic's owner is responsible for, such as its
    notices: any number, site and address is allowed, but a link must not hide its target.
    """

    numbers: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    by_owner: bool = False

    def problem(self, href: str) -> str:
        """Return what is wrong with a link and how to fix it; empty if the link is allowed.

        For links within the site, only the form is checked, not whether the page exists.
        """
        if BIDI_CONTROLS.search(href) or "\\" in href or any(ord(char) <= 32 for char in href):
            return _("The link %(href)r contains a character that links don’t have. Remove it.") % {
                "href": href
            }
        try:
            link = urlsplit(href)
            netloc, host, port, user = link.netloc, link.hostname or "", link.port, link.username
        except ValueError:
            return _("The link %(href)r can’t be read. Write it again.") % {"href": href}
        if link.scheme in {"tel", "sms"}:
            return self._phone_problem(href)
        if link.scheme == "mailto":
            known = not link.query and (self.by_owner or link.path.casefold() in self.emails)
            return "" if known else _("The address in %(href)r isn’t one of ours.") % {"href": href}
        if not link.scheme and not href.startswith("//"):  # browsers read ///host as //host
            return ""
        if link.scheme != "https":
            return _("Write the link %(href)r with https:// in front, or as /page/ for a page here.") % {
                "href": href
            }
        if user is not None or "@" in netloc:
            return _("The link %(href)r has a name before its host. Remove it and the @.") % {"href": href}
        if port is not None or not host or not (self.by_owner or host in self.hosts):
            return _(
                "The site of %(href)r isn’t on the list of sites we link to. "
                "Link to one of our sources, or have it added to content/data/allowed_links.yaml."
            ) % {"href": href}
        return ""

    def _phone_problem(self, href: str) -> str:
        key = phone_key(href)
        if key in self.numbers or (self.by_owner and re.fullmatch(r"(?:tel|sms):\+?[0-9]+", key)):
            return ""
        return _(
            "The number in %(href)r isn’t one of our help lines or the clinic’s own. "
            "Check it, or have it added to content/data/allowed_links.yaml."
        ) % {"href": href}


def phone_key(href: str) -> str:
    """Return a `tel:` or `sms:` link without separators and +1, to compare different spellings.

    A link with other characters than digits, separators and a leading + is returned unchanged.
    """
    scheme, _colon, number = href.partition(":")
    if not re.fullmatch(r"\+?[0-9]+(?:[-.][0-9]+)*", number):
        return href
    digits = re.sub(r"[^0-9]", "", number)
    if number.startswith("+"):
        digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else f"+{digits}"
    elif len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    return f"{scheme.lower()}:{digits}"


def problems_by_line(text: str, problem: Callable[[str], str]) -> list[str]:
    """Return what is wrong with the links and characters of a Markdown text, each message with its line.

    `problem` returns what is wrong with the target of a link, or an empty string.
    """
    turned = _("Remove the invisible character that changes the direction of text.")
    found = [(line, turned) for line in bidi_lines(text)]
    found += [(line, problem(href)) for line, href in _links(text)]
    return [_("Line %(line)s: %(problem)s") % {"line": line, "problem": said} for line, said in found if said]


def _links(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line number, from 1, and target of each link and image in a Markdown text."""
    for token in parser().parse(text, {}):
        line = (token.map or [0])[0] + 1
        for child in token.children or []:
            line += child.type in {"softbreak", "hardbreak"}
            if child.type == "link_open":
                yield line, str(child.attrGet("href"))
            elif child.type == "image":
                yield line, str(child.attrGet("src"))


def bidi_lines(text: str) -> Iterable[int]:
    """Return the line numbers, from 1, that contain bidirectional control characters."""
    return [number for number, line in enumerate(text.split("\n"), 1) if BIDI_CONTROLS.search(line)]
