"""Addresses of intake."""

from __future__ import annotations

from django.urls import path

from intake.views.callback import callback
from intake.views.consultation import check, consultation, send, start, step
from intake.views.drafts import expired, later, leave, resume
from intake.views.faq import faq, faq_clear, faq_thanks
from intake.views.receipt import receipt
from intake.views.self_check import self_check
from intake.views.status import change, status, status_page, undo_withdrawal, withdraw_request
from intake.views.suitability import suitability

app_name = "intake"
urlpatterns = [
    path("faq/", faq, name="faq"),
    path("faq/<slug:slug>/clear/", faq_clear, name="faq_clear"),
    path("faq/<slug:slug>/thanks/", faq_thanks, name="faq_thanks"),
    path("callback/", callback, name="callback"),
    path("callback/received/<str:code>/", receipt, name="receipt"),
    path("consultation/", consultation, name="consultation"),
    path("consultation/is-this-for-me/", suitability, name="suitability"),
    path("consultation/start/", start, name="start"),
    path("consultation/check/", check, name="check"),
    path("consultation/send/", send, name="send"),
    path("consultation/later/", later, name="later"),
    path("consultation/leave/", leave, name="leave"),
    path("consultation/resume/", resume, name="resume"),
    path("consultation/expired/", expired, name="expired"),
    path("consultation/<slug:slug>/", step, name="step"),
    path("request/", status, name="status"),
    path("request/<str:code>/", status_page, name="status_page"),
    path("request/<str:code>/change/", change, name="change"),
    path("request/<str:code>/withdraw/", withdraw_request, name="withdraw"),
    path("request/<str:code>/undo/", undo_withdrawal, name="undo"),
    path("self-check/", self_check, name="self_check"),
]
