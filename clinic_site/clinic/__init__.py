"""Facts about the clinic, the public interface of this package."""

from clinic_site.clinic.clinic_file import ClinicFileError, load
from clinic_site.clinic.facts import WEEKDAYS, Callback, Clinic, Facts, Span
from clinic_site.clinic.store import current, forget, staff_addresses

__all__ = [
    "WEEKDAYS",
    "Callback",
    "Clinic",
    "ClinicFileError",
    "Facts",
    "Span",
    "current",
    "forget",
    "load",
    "staff_addresses",
]
