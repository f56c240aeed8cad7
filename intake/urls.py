"""Addresses of intake."""

from __future__ import annotations

from django.urls import path

from intake.views.callback import callback
from intake.views.faq import faq
from intake.views.receipt import receipt

app_name = "intake"
urlpatterns = [
    path("faq/", faq, name="faq"),
    path("callback/", callback, name="callback"),
    path("callback/received/<str:code>/", receipt, name="receipt"),
]
