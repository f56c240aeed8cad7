"""Addresses of intake."""

from __future__ import annotations

from django.urls import path

from intake import views

app_name = "intake"
urlpatterns = [
    path("faq/", views.faq, name="faq"),
    path("callback/", views.callback, name="callback"),
    path("callback/received/<str:code>/", views.receipt, name="receipt"),
]
