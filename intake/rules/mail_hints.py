"""Hints for email addresses with a typo, such as gmial.com. Never a reason to reject one."""

from __future__ import annotations

_SERVICES = (
    *("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com"),
    *("aol.com", "comcast.net", "verizon.net", "optonline.net"),
)
_ALSO_REAL = ("mail.com", "ymail.com", "email.com")  # one typo away from a service above, but valid


def mail_hint(address: str) -> str:
    """Return the well-known mail service that an address was probably meant for, or "".

    That is a service at Damerau–Levenshtein distance 1: one character inserted, deleted, or
    replaced, or two adjacent ones swapped (Damerau, "A technique for computer detection and
    correction of spelling errors", 1964).
    """
    domain = address.rpartition("@")[2].lower()
    if not domain or domain in _SERVICES or domain in _ALSO_REAL:
        return ""
    return next((service for service in _SERVICES if _one_typo_apart(domain, service)), "")


def _one_typo_apart(typed: str, meant: str) -> bool:
    pairs = zip(typed, meant, strict=False)
    start = next((index for index, (one, other) in enumerate(pairs) if one != other), len(meant))
    left, right = typed[start:], meant[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or (len(right) > 1 and swapped)
