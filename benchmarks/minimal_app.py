"""A minimal Django form: one model, one ModelForm, one view. Run it to create its table.

It has no sealing, messages, rate limits or detection of double clicks.
"""

from __future__ import annotations

import os

import dj_database_url
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

DATABASE = dj_database_url.parse(os.environ["MINIMAL_DATABASE"])
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    DATABASE["CONN_MAX_AGE"] = 60
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": DATABASE},
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="made up",
    USE_TZ=True,
)
django.setup()

from django import forms  # noqa: E402  (models and forms need the settings)
from django.db import connection, models  # noqa: E402


class Request(models.Model):
    """A stored request."""

    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=40)
    email = models.EmailField()
    message = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "minimal"

    def __str__(self) -> str:
        return self.name


class RequestForm(forms.ModelForm):
    """The form for a request."""

    class Meta:
        model = Request
        fields = ["name", "phone", "email", "message"]


def post(request: HttpRequest) -> HttpResponse:
    """Store a request."""
    form = RequestForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    form.save()
    return HttpResponseRedirect("/")


def index(request: HttpRequest) -> HttpResponse:
    """Return the number of requests."""
    return HttpResponse(str(Request.objects.count()))


urlpatterns = [path("callback/", post), path("", index)]
application = get_wsgi_application()

if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Request)
