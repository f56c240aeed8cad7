"""Entry point for the admin's autodiscovery; the admin classes are in `clinic_site.clinic_admin`."""

from django.contrib import admin

from clinic_site.clinic_admin.facts_admin import (
    ClinicFactsAdmin,
    HolidayAdmin,
    OpeningHoursAdmin,
    StaffAddressAdmin,
)
from clinic_site.clinic_admin.lists_admin import (
    FeeAdmin,
    NoticeAdmin,
    PersonAdmin,
    PlanAdmin,
    TreatmentAdmin,
)
from clinic_site.clinic_admin.picture_admin import PictureAdmin
from clinic_site.clinic_admin.ready_page import ready_page

admin.site.add_page("clinic/ready/", ready_page, name="clinic_ready")

__all__ = [
    "ClinicFactsAdmin",
    "FeeAdmin",
    "HolidayAdmin",
    "NoticeAdmin",
    "OpeningHoursAdmin",
    "PersonAdmin",
    "PictureAdmin",
    "PlanAdmin",
    "StaffAddressAdmin",
    "TreatmentAdmin",
]
