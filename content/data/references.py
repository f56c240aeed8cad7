"""The sources that pages cite."""

from __future__ import annotations

from typing import Literal

import pydantic
from django.utils.translation import gettext, gettext_noop

from clinic_site.core.languages import current, prefix_of
from content.data.entries import DataModel

#: The value of `authors` until the names are checked.
UNNAMED = gettext_noop("Authors listed in the article")
_AND_OTHERS = " and others"


class Reference(DataModel):
    """A source. `verified` says how its citation was checked."""

    authors: str = pydantic.Field(min_length=1)
    year: int | None = None
    title: str = pydantic.Field(min_length=1)
    journal: str | None = None
    publisher: str | None = None
    doi: str | None = None
    url: str | None = None
    kind: Literal["guideline", "trial", "meta-analysis", "review", "label", "regulator", "web"]
    verified: str = pydantic.Field(min_length=1)

    @pydantic.model_validator(mode="after")
    def _can_be_found(self) -> Reference:
        if not self.doi and not self.url:
            raise ValueError("give a doi or a url")
        if self.doi and not self.doi.startswith("10."):
            raise ValueError("a doi begins with 10.; remove everything before it")
        if self.url and not self.url.startswith("https://"):
            raise ValueError("the url must begin with https://")
        return self

    @property
    def byline(self) -> str:
        """The authors, with the words around their names in the current language."""
        if self.authors == UNNAMED:
            return gettext(UNNAMED)
        first = self.authors.removesuffix(_AND_OTHERS)
        return self.authors if first == self.authors else gettext("{first} and others").format(first=first)

    @property
    def published_in(self) -> str:
        """The journal, else the publisher, else an empty string."""
        return self.journal or self.publisher or ""

    @property
    def short(self) -> str:
        """A short citation: the authors, or the title if they are unknown, and the year."""
        who = self.title if self.authors == UNNAMED else self.byline
        return f"{who}, {self.year}" if self.year else who

    @property
    def foreign(self) -> bool:
        """Whether the title, which is English, is shown on a page in another language."""
        return bool(prefix_of(current()))

    @property
    def short_is_foreign(self) -> bool:
        """Whether the short citation is a title, on a page in another language."""
        return self.foreign and self.authors == UNNAMED

    @property
    def link(self) -> str:
        """The URL of the source, by its DOI if it has one."""
        return f"https://doi.org/{self.doi}" if self.doi else str(self.url)
