"""Base classes of the facts: strict values, and texts that can be translated."""

from __future__ import annotations

from typing import ClassVar

import pydantic


class Section(pydantic.BaseModel):
    """Immutable values. Unknown keys are errors."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Translatable(Section):
    """Facts with texts for readers. `translations` maps language codes to texts by name.

    In the clinic file: `translations.es.parking = "…"`.
    """

    translated: ClassVar[tuple[str, ...]] = ()

    translations: dict[str, dict[str, str]] = {}

    @pydantic.field_validator("translations")
    @classmethod
    def _of_texts(cls, value: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for texts in value.values():
            for name in texts:
                if name not in cls.translated:
                    raise ValueError(f"{name!r} isn't translated; the texts are {', '.join(cls.translated)}")
        return value
