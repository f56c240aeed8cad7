"""Texts that a person agrees to, by version; a version once used is never edited."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CONSENT_VERSION = "callback-1"

CONSENT_TEXTS = {
    "callback-1": _(
        "I agree that staff may read this and contact me in the way I chose. "
        "I know that calls, texts and e-mail are not fully private."
    ),
}
