"""What nobody may do in the admin, whatever their permissions say."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest


class NoDelete(admin.ModelAdmin):
    """Rows that only the retention purge may remove."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes."""
        return False


class ReadOnly(NoDelete):
    """Rows that are looked at and never written by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes."""
        return False
