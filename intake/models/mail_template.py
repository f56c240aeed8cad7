"""The words of mail to staff, where a manager has changed them."""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import OutboxKind
from intake.validators import PlaceholdersOnly

_OWN_WORDS = (
    *(OutboxKind.NEW_REQUEST, OutboxKind.ASKED_AGAIN, OutboxKind.CHANGED),
    *(OutboxKind.WITHDRAWN, OutboxKind.REOPENED),
)


class MailTemplate(models.Model):
    """Subject and text of one kind of mail. Only reference, link and due time can be filled in."""

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
            "{reference} and {link} are needed; {due} is the promised time, and a line with it is left out "
            "where there is none. Nothing else can be filled in."
        ),
    )
    in_use = models.BooleanField(
        _("in use"), default=True, help_text=_("Unticked: the words that come with the site are sent.")
    )

    class Meta:
        verbose_name = _("mail text")
        verbose_name_plural = _("mail texts")
        ordering = ["kind"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def filled(self, *, reference: str, link: str, due: str) -> tuple[str, str]:
        """Return subject and text with what is to be filled in; `due` may be empty."""
        values = {"{reference}": reference, "{link}": link, "{due}": due}

        def fill(line: str) -> str:
            return re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], line)

        lines = [line for line in self.text.splitlines() if due or "{due}" not in line]
        subject = self.subject if due else self.subject.replace("{due}", "").strip()
        return fill(subject), "\n".join(fill(line) for line in lines) + "\n"
