"""The kinds of legal notices, whose names readers see."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICE_KINDS = [
    ("privacy", _("Notice of privacy practices")),
    ("estimate", _("Your right to a good-faith estimate")),
    ("nondiscrimination", _("Notice of nondiscrimination (Section 1557)")),
    ("complaints", _("How to complain")),
]
