"""Addresses of intake."""

from __future__ import annotations

from django.urls import path

from intake.views.callback import callback
from intake.views.faq import faq
from intake.views.receipt import receipt
from intake.views.self_check import self_check

app_name = "intake"
urlpatterns = [
    path("faq/", faq, name="faq"),
    path("callback/", callback, name="callback"),
    path("callback/received/<str:code>/", receipt, name="receipt"),
    path("self-check/", self_check, name="self_check"),
]
