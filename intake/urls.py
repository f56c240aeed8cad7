"""URL configuration of intake. Each language has its own words in addresses."""

from __future__ import annotations

from django.urls import path, register_converter
from django.utils.translation import gettext_lazy as _

from intake.views.callback import callback, callback_again, callback_sent
from intake.views.consultation import consultation, late, start, step, step_again, step_not_kept
from intake.views.consultation_sending import check, interruption, send
from intake.views.drafts import closed, expired, later, leave, left, resume, resume_again
from intake.views.faq import faq, faq_clear, faq_thanks
from intake.views.hidden_answers import paused, show
from intake.views.leaving import clear_cache, leave_site
from intake.views.receipt import receipt, received_again
from intake.views.self_check import self_check, self_check_answer
from intake.views.status import (
    change,
    change_again,
    changed,
    status,
    status_again,
    status_page,
    undo_withdrawal,
    withdraw_request,
)
from intake.views.step_addresses import StepConverter
from intake.views.suitability import suitability, suitability_answer
from intake.views.under_18 import under_18

register_converter(StepConverter, "step")

app_name = "intake"
urlpatterns = [
    path(_("callback/"), callback, name="callback"),
    path(_("callback/again/<str:typed>/"), callback_again, name="callback_again"),
    path(_("callback/sent/"), callback_sent, name="callback_sent"),
    path(_("callback/received/"), received_again, name="received_again"),
    path(_("callback/received/<str:code>/"), receipt, name="receipt"),
    path(_("consultation/"), consultation, name="consultation"),
    path(_("consultation/is-this-for-me/"), suitability, name="suitability"),
    path(_("consultation/is-this-for-me/<str:code>/"), suitability_answer, name="suitability_answer"),
    path(_("consultation/start/"), start, name="start"),
    path(_("consultation/check/"), check, name="check"),
    path(_("consultation/send/"), send, name="send"),
    path(_("consultation/later/"), later, name="later"),
    path(_("consultation/leave/"), leave, name="leave"),
    path(_("consultation/resume/"), resume, name="resume"),
    path(_("consultation/resume/<str:typed>/"), resume_again, name="resume_again"),
    path(_("consultation/expired/"), expired, name="expired"),
    path(_("consultation/closed/"), closed, name="closed"),
    path(_("consultation/left/"), left, {"deleted": True}, name="left"),
    path(_("consultation/left-open/"), left, {"deleted": False}, name="left_open"),
    path(_("consultation/paused/"), paused, name="paused"),
    path(_("consultation/show/"), show, name="show"),
    path(_("consultation/others/"), under_18, name="under_18"),
    path(_("consultation/before-sending/"), interruption, name="interruption"),
    path(_("consultation/<step:slug>/"), step, name="step"),
    path(_("consultation/<step:slug>/again/"), step_again, name="step_again"),
    path(_("consultation/<step:slug>/again/<str:typed>/"), step_not_kept, name="step_not_kept"),
    path(_("consultation/<step:slug>/late/<str:typed>/"), late, name="late"),
    path(_("request/"), status, name="status"),
    path(_("request/again/<str:typed>/"), status_again, name="status_again"),
    path(_("request/<str:code>/"), status_page, name="status_page"),
    path(_("request/<str:code>/change/"), change, name="change"),
    path(_("request/<str:code>/changed/<str:typed>/"), changed, name="changed"),
    path(_("request/<str:code>/change/<str:typed>/"), change_again, name="change_again"),
    path(_("request/<str:code>/withdraw/"), withdraw_request, name="withdraw"),
    path(_("request/<str:code>/undo/"), undo_withdrawal, name="undo"),
    path(_("faq/"), faq, name="faq"),
    path(_("faq/<slug:slug>/clear/"), faq_clear, name="faq_clear"),
    path(_("faq/<slug:slug>/thanks/"), faq_thanks, name="faq_thanks"),
    path(_("clear.gif"), clear_cache, name="clear_cache"),
    path(_("leave/"), leave_site, name="leave_site"),
    path(_("leave/<str:code>/"), leave_site, name="leave_typed"),
    path(_("self-check/"), self_check, name="self_check"),
    path(_("self-check/<str:code>/"), self_check_answer, name="self_check_answer"),
]
