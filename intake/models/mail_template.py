"""Templates of email to staff that a manager has customized."""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import OutboxKind
from intake.validators import PlaceholdersOnly

_OWN_WORDS = (
    *(OutboxKind.NEW_REQUEST, OutboxKind.ASKED_AGAIN, OutboxKind.CHANGED),
    *(OutboxKind.WITHDRAWN, OutboxKind.TAKEN_BACK),
)


class MailTemplate(models.Model):
    """Subject and text of one kind of email. Placeholders are reference, link, and due time."""

    kind = models.CharField(
        _("mail"), max_length=20, unique=True, choices=[(str(kind), kind.label) for kind in _OWN_WORDS]
    )
    subject = models.CharField(
        _("subject"), max_length=120, validators=[PlaceholdersOnly("reference", "due")]
    )
    text = models.TextField(
        _("text"),
        max_length=2000,
        validators=[PlaceholdersOnly("reference", "link", "due", needed=("reference", "link"))],
        help_text=_(
            "{reference} and {link} are required. {due} is the promised time; if there is none, a line with "
            "{due} is left out. There are no other placeholders."
        ),
    )
    in_use = models.BooleanField(
        _("in use"), default=True, help_text=_("If unchecked, the built-in text is sent.")
    )

    class Meta:
        verbose_name = _("mail text")
        verbose_name_plural = _("mail texts")
        ordering = ["kind"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def filled(self, *, reference: str, link: str, due: str) -> tuple[str, str]:
        """Return subject and text with the placeholders filled in; `due` may be empty."""
        values = {"{reference}": reference, "{link}": link, "{due}": due}

        def fill(line: str) -> str:
            return re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], line)

        lines = [line for line in self.text.splitlines() if due or "{due}" not in line]
        subject = self.subject if due else self.subject.replace("{due}", "").strip()
        return fill(subject), "\n".join(fill(line) for line in lines) + "\n"
