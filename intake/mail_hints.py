"""A hint for an e-mail address with a slip in it, such as gmial.com. Never a reason to refuse one."""

from __future__ import annotations

_SERVICES = (
    *("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com"),
    *("aol.com", "comcast.net", "verizon.net", "optonline.net"),
)
_ALSO_REAL = ("mail.com", "ymail.com", "email.com")  # one slip away from one of those, and meant


def mail_hint(address: str) -> str:
    """Return the well-known mail service that an address was probably meant for; empty if none.

    That is one slip away: a sign too many, too few or another one, or two neighbors swapped
    (Damerau, "A technique for computer detection and correction of spelling errors", 1964).
    """
    domain = address.rpartition("@")[2].lower()
    if not domain or domain in _SERVICES or domain in _ALSO_REAL:
        return ""
    return next((service for service in _SERVICES if _one_slip_apart(domain, service)), "")


def _one_slip_apart(typed: str, meant: str) -> bool:
    pairs = zip(typed, meant, strict=False)
    start = next((place for place, (one, other) in enumerate(pairs) if one != other), len(meant))
    left, right = typed[start:], meant[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or (len(right) > 1 and swapped)
