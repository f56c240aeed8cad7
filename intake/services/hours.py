"""The facts about the clinic as the services of intake use them."""

from __future__ import annotations

from clinic_site.clinic import current as current_clinic
from clinic_site.clinic import forget as clear_hours_cache

__all__ = ["clear_hours_cache", "current_clinic"]
