"""The FDA status for PTSD of each drug that a clinic may offer."""

from __future__ import annotations

import pydantic

from content.data.claims import Sourced


class Drug(Sourced):
    """A drug. `fda` is one or two sentences, `tag` a few words beside the drug's name.

    `short` is the sentence that pages about the drug highlight, if there are any.
    """

    fda: str = pydantic.Field(min_length=1)
    short: str = ""
    tag: str = pydantic.Field(min_length=1, max_length=40)
