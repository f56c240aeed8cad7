"""The fields of a form, each copied from the form's class when it is first accessed."""

from __future__ import annotations

import copy
from collections.abc import ItemsView, Iterator, Mapping, MutableMapping
from typing import Any

from django import forms


class FieldsOnDemand(MutableMapping[str, forms.Field]):
    """Fields that may be changed without changing `shared`, the fields of the class.

    Django copies all of them for each form, but most posted forms are only cleaned, which changes none.
    """

    def __init__(self, shared: Mapping[str, forms.Field]) -> None:
        self._fields = dict(shared)
        self._own: set[str] = set()

    def __deepcopy__(self, memo: dict[int, Any]) -> FieldsOnDemand:
        return FieldsOnDemand(self._fields)

    def __getitem__(self, name: str) -> forms.Field:
        if name not in self._own:
            self._fields[name] = copy.deepcopy(self._fields[name])
            self._own.add(name)
        return self._fields[name]

    def __setitem__(self, name: str, field: forms.Field) -> None:
        self._fields[name] = field
        self._own.add(name)

    def __delitem__(self, name: str) -> None:
        del self._fields[name]
        self._own.discard(name)

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def to_read(self) -> ItemsView[str, forms.Field]:
        """Return the names and fields without copying any field. Don't change them."""
        return self._fields.items()


def to_read(fields: Mapping[str, forms.Field]) -> ItemsView[str, forms.Field]:
    """Return the names and fields of a form, which may be shared. Don't change them.

    After `order_fields`, a form has a plain dict of copies.
    """
    return fields.to_read() if isinstance(fields, FieldsOnDemand) else fields.items()
