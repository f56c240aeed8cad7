"""People who are named as reviewers of pages."""

from __future__ import annotations

from collections.abc import Collection

from content.library import library
from content.page import Page


def reviewer_names(name: str, credentials: str) -> set[str]:
    """Return the ways in which a page may name a person as its reviewer."""
    return {name, f"{name}, {credentials}"}


def pages_reviewed_by(names: Collection[str]) -> list[Page]:
    """Return the pages whose reviewer has one of these names."""
    return [page for page in library().pages.values() if page.metadata.reviewed_by in names]
