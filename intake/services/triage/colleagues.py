"""The people who work the queue, by their role."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group
from django.db.models import Exists, OuterRef, QuerySet


def colleagues() -> QuerySet[AbstractBaseUser]:
    """Return the active accounts with a role that may work the queue, by name.

    `reads_notes` is whether they may read the notes of others.
    """
    people = get_user_model().objects.filter(is_active=True, is_staff=True)
    working = people.filter(
        groups__permissions__content_type__app_label="intake",
        groups__permissions__codename="change_submission",
    )
    readers = Group.objects.filter(user=OuterRef("pk"), permissions__codename="open_answers")
    return working.annotate(reads_notes=Exists(readers)).distinct().order_by("username")


def accounts(ids: Iterable[str | int]) -> QuerySet[AbstractBaseUser]:
    """Return the accounts with these ids, even if they no longer work the queue."""
    return get_user_model().objects.filter(pk__in=ids)
