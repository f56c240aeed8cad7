"""Register admin classes and pages. The admin's autodiscovery imports this module."""

from django.contrib import admin

from clinic_site.accounts.invitation_pages import invite_again_page, invite_page
from clinic_site.clinic_admin import facts_admin, lists_admin, picture_admin  # noqa: F401
from clinic_site.clinic_admin.ready_page import ready_page

admin.site.add_page("auth/user/invite/", invite_page, name="invite")
admin.site.add_page("auth/user/<int:user_id>/invite-again/", invite_again_page, name="invite_again")
admin.site.add_page("clinic/ready/", ready_page, name="clinic_ready")
