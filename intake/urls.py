"""URL configuration of intake."""

from __future__ import annotations

from django.urls import path

from intake.views.callback import callback, callback_again, callback_sent
from intake.views.consultation import consultation, late, start, step, step_again
from intake.views.consultation_sending import check, help_first, send
from intake.views.drafts import closed, expired, later, leave, left, resume, resume_again
from intake.views.faq import faq, faq_clear, faq_thanks
from intake.views.pausing import paused, show, young
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
from intake.views.suitability import suitability, suitability_answer

app_name = "intake"
urlpatterns = [
    path("faq/", faq, name="faq"),
    path("faq/<slug:slug>/clear/", faq_clear, name="faq_clear"),
    path("faq/<slug:slug>/thanks/", faq_thanks, name="faq_thanks"),
    path("callback/", callback, name="callback"),
    path("callback/again/<str:typed>/", callback_again, name="callback_again"),
    path("callback/sent/", callback_sent, name="callback_sent"),
    path("callback/received/", received_again, name="received_again"),
    path("callback/received/<str:code>/", receipt, name="receipt"),
    path("consultation/", consultation, name="consultation"),
    path("consultation/is-this-for-me/", suitability, name="suitability"),
    path("consultation/is-this-for-me/<str:code>/", suitability_answer, name="suitability_answer"),
    path("consultation/start/", start, name="start"),
    path("consultation/check/", check, name="check"),
    path("consultation/send/", send, name="send"),
    path("consultation/later/", later, name="later"),
    path("consultation/leave/", leave, name="leave"),
    path("consultation/resume/", resume, name="resume"),
    path("consultation/resume/<str:typed>/", resume_again, name="resume_again"),
    path("consultation/expired/", expired, name="expired"),
    path("consultation/closed/", closed, name="closed"),
    path("consultation/left/", left, {"deleted": True}, name="left"),
    path("consultation/left-open/", left, {"deleted": False}, name="left_open"),
    path("consultation/paused/", paused, name="paused"),
    path("consultation/show/", show, name="show"),
    path("consultation/others/", young, name="young"),
    path("consultation/before-sending/", help_first, name="help_first"),
    path("consultation/<slug:slug>/", step, name="step"),
    path("consultation/<slug:slug>/again/", step_again, name="step_again"),
    path("consultation/<slug:slug>/late/<str:typed>/", late, name="late"),
    path("request/", status, name="status"),
    path("request/again/<str:typed>/", status_again, name="status_again"),
    path("request/<str:code>/", status_page, name="status_page"),
    path("request/<str:code>/change/", change, name="change"),
    path("request/<str:code>/changed/<str:typed>/", changed, name="changed"),
    path("request/<str:code>/change/<str:typed>/", change_again, name="change_again"),
    path("request/<str:code>/withdraw/", withdraw_request, name="withdraw"),
    path("request/<str:code>/undo/", undo_withdrawal, name="undo"),
    path("self-check/", self_check, name="self_check"),
    path("self-check/<str:code>/", self_check_answer, name="self_check_answer"),
]
