"""The fields of a form, each of which is copied from those of its class when it is first asked for."""

from __future__ import annotations

import copy
from collections.abc import ItemsView, Iterator, Mapping, MutableMapping
from typing import Any

from django import forms


class FieldsOnDemand(MutableMapping[str, forms.Field]):
    """Fields that may be changed without changing `shared`, those of all forms of a class.

    Django copies them all for each form. Most forms that are sent are only cleaned, which changes none.
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
        """Return names and fields without copying any. Never change one of them."""
        return self._fields.items()


def to_read(fields: Mapping[str, forms.Field]) -> ItemsView[str, forms.Field]:
    """Return the items of a form's fields, which may be shared. Never change one of them.

    Django makes a dict of the fields that a form puts in another order, each of them a copy.
    """
    return fields.to_read() if isinstance(fields, FieldsOnDemand) else fields.items()
