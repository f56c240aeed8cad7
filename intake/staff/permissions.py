"""Actions that are disabled in the admin, regardless of permissions."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest


class NoDelete(admin.ModelAdmin):
    """Rows that no one may delete by hand."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return False."""
        return False


class ReadOnly(NoDelete):
    """Rows that can be viewed but never edited by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Return False."""
        return False
