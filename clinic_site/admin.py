"""Entry point for the admin's autodiscovery; the admin classes are in `clinic_site.clinic_admin`."""

from django.contrib import admin

from clinic_site.accounts.invitation_pages import invite_again_page, invite_page
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

admin.site.add_page("auth/user/invite/", invite_page, name="invite")
admin.site.add_page("auth/user/<int:user_id>/invite-again/", invite_again_page, name="invite_again")
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
