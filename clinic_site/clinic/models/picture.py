"""Pictures that the clinic uploads, stored in several widths and formats.

They are in the database, not in a folder: both sides of the site see them at once, backups contain
them, and no process needs to write to a folder that another one reads.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic import facts
from clinic_site.clinic.models.translated import Translated


class Picture(Translated):
    """A picture. `digest` is a hash of its content, so that its URLs change with it."""

    translated = facts.Picture.translated
    KINDS = [("portrait", _("Portrait")), ("room", _("Room or building")), ("map", _("Map"))]

    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default="room")
    alt = models.CharField(
        _("what it shows"), max_length=200, help_text=_("Read aloud to people who can’t see it.")
    )
    digest = models.CharField(max_length=32, editable=False, db_index=True)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    order = models.PositiveIntegerField(_("order"), default=100, help_text=_("Lowest first."))
    published = models.BooleanField(_("published"), default=False, help_text=_("Shown on the public site."))

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.alt


class PictureFile(models.Model):
    """A picture in one width and format, encoded by this site."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="files")
    width = models.PositiveIntegerField()
    format = models.CharField(max_length=4)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["picture", "width", "format"], name="one_file_per_width")
        ]

    def __str__(self) -> str:
        return f"{self.picture_id}-{self.width}.{self.format}"
