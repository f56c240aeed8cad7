"""Rows with texts in other languages, in addition to the English ones in their columns."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Translated(models.Model):
    """A row whose `translations` maps language codes to texts by field name."""

    translated: ClassVar[tuple[str, ...]] = ()

    translations = models.JSONField(
        editable=False, default=dict, db_default=models.Value({}, models.JSONField())
    )

    class Meta:
        abstract = True

    def __getattr__(self, name: str) -> Any:
        """Return a translation by the name of its field in the admin, like `parking_es`."""
        field, _, language = name.rpartition("_")
        if field in type(self).translated and "translations" in self.__dict__:
            return self.translations.get(language, {}).get(field, "")
        raise AttributeError(name)
