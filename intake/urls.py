"""Addresses of intake."""

from __future__ import annotations

from django.urls import path

from intake.views.callback import callback, receipt
from intake.views.faq import faq, faq_clear, faq_thanks

app_name = "intake"
urlpatterns = [
    path("faq/", faq, name="faq"),
    path("faq/<slug:slug>/clear/", faq_clear, name="faq_clear"),
    path("faq/<slug:slug>/thanks/", faq_thanks, name="faq_thanks"),
    path("callback/", callback, name="callback"),
    path("callback/received/<str:code>/", receipt, name="receipt"),
]
