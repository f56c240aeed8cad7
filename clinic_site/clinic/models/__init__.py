"""The models of the facts about the clinic."""

from clinic_site.clinic.models.clinic_facts import ClinicFacts, StaffAddress
from clinic_site.clinic.models.holiday import Holiday
from clinic_site.clinic.models.lists import Fee, Person, Plan, Treatment
from clinic_site.clinic.models.notice import Notice
from clinic_site.clinic.models.opening_hours import OpeningHours
from clinic_site.clinic.models.picture import Picture, PictureFile

__all__ = [
    "ClinicFacts",
    "Fee",
    "Holiday",
    "Notice",
    "OpeningHours",
    "Person",
    "Picture",
    "PictureFile",
    "Plan",
    "StaffAddress",
    "Treatment",
]
