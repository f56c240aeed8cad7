"""What a chart file holds: one model for each kind of chart."""

from __future__ import annotations

from typing import Literal

import pydantic

Text = pydantic.constr(strip_whitespace=True, min_length=1)


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Chart(_Part):
    """What every chart has. All texts are plain.

    `words` says all that the drawing says; steps and frames carry their own words.
    """

    title: Text
    words: str = ""
    note: str = ""
    references: tuple[str, ...] = pydantic.Field(min_length=1)


class Group(_Part):
    """`count` of `total` people."""

    label: Text
    count: int = pydantic.Field(ge=0)
    total: int = pydantic.Field(ge=1, le=200)

    @pydantic.model_validator(mode="after")
    def _part_of_the_whole(self) -> Group:
        if self.count > self.total:
            raise ValueError(f"count {self.count} is more than total {self.total}")
        return self


class IconArray(_Chart):
    """Natural frequencies (CDC Clear Communication Index: the same denominator, both sides)."""

    kind: Literal["icon array"]
    words: Text
    counted: Text
    not_counted: Text
    groups: tuple[Group, ...] = pydantic.Field(min_length=1, max_length=4)

    @pydantic.field_validator("groups")
    @classmethod
    def _of_the_same_number(cls, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        if len({group.total for group in groups}) > 1:
            raise ValueError("groups that are compared need the same total")
        return groups


class Effect(_Part):
    """An estimate with its interval; `low` and `high` are its ends."""

    estimate: float
    low: float
    high: float

    @pydantic.model_validator(mode="after")
    def _in_order(self) -> Effect:
        if not self.low <= self.estimate <= self.high:
            raise ValueError("low, estimate and high must come in this order")
        return self


class Study(_Part):
    """One row: an effect that is drawn, or none, and then the words stand alone."""

    name: Text
    people: Text
    result: Text
    reference: Text
    effect: Effect | None = None


class Forest(_Chart):
    """Effects of studies beside a line of no difference. `ticks` are the numbers on the axis."""

    kind: Literal["forest"]
    words: Text
    measure: Text
    below: Text
    above: Text
    low: float
    high: float
    ticks: tuple[float, ...] = pydantic.Field(min_length=2)
    studies: tuple[Study, ...] = pydantic.Field(min_length=1)

    @pydantic.model_validator(mode="after")
    def _everything_fits(self) -> Forest:
        values = list(self.ticks)
        for study in self.studies:
            if study.effect:
                values += [study.effect.low, study.effect.high]
            if study.reference not in self.references:
                raise ValueError(f"{study.reference} stands in a study but not in references")
        if not (self.low < 0 < self.high and self.low <= min(values) and max(values) <= self.high):
            raise ValueError("low and high must take in zero, all ticks and all effects")
        return self


class Step(_Part):
    """A stretch of time; `minutes` only where its length is known, and is then drawn to scale."""

    time: Text
    title: Text
    text: Text
    minutes: int | None = pydantic.Field(default=None, ge=1)


class Timeline(_Chart):
    """Steps one after the other."""

    kind: Literal["timeline"]
    steps: tuple[Step, ...] = pydantic.Field(min_length=2, max_length=8)


class Frame(_Part):
    """One picture with its words; `drawing` names a picture of `frame_drawing.html`."""

    drawing: Literal["block", "wave", "links"]
    title: Text
    text: Text


class Frames(_Chart):
    """Pictures in a row. `standing` says how sure all this is, above them."""

    kind: Literal["frames"]
    standing: Text
    frames: tuple[Frame, ...] = pydantic.Field(min_length=2, max_length=4)


Chart = IconArray | Forest | Timeline | Frames
KINDS: dict[str, type[Chart]] = {
    "icon array": IconArray,
    "forest": Forest,
    "timeline": Timeline,
    "frames": Frames,
}
