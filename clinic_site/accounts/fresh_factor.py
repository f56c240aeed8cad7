"""Ask for the second factor again before sensitive actions, and restore the posted form afterward."""

from __future__ import annotations

import json
import time

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from clinic_site.accounts import field_encryption

FRESH_FOR = 10 * 60  # seconds
_SESSION_KEY = "typed_before_second_factor"


def is_fresh(request: HttpRequest) -> bool:
    """Return whether this session passed a second factor within the last ten minutes."""
    times = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa"
    ]
    # A time in the future means that the clock has been set back since.
    return bool(times) and 0 <= time.time() - times[-1] < FRESH_FOR


def require_fresh_factor(request: HttpRequest, back: str) -> HttpResponse | None:
    """Return a redirect to the second factor if it is not fresh, else None.

    The posted data is stored encrypted in the session; `posted_before` returns it at the URL `back`.
    """
    if is_fresh(request):
        return None
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    request.session[_SESSION_KEY] = field_encryption.encrypt(json.dumps([back, data.urlencode()]))
    return _to_second_factor(request, back)


def ask_for_factor(request: HttpRequest, back: str) -> HttpResponse:
    """Return a redirect to the second factor, which then leads to `back`. What was posted is not kept."""
    if request.method == "POST":
        messages.warning(request, _("Nothing has changed yet. After your second factor, please do it again."))
    return _to_second_factor(request, back)


def _to_second_factor(request: HttpRequest, back: str) -> HttpResponse:
    url = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return HttpResponseRedirect(f"{url}?{urlencode({'next': back})}")


def posted_before(request: HttpRequest) -> QueryDict | None:
    """Return, once, what was posted to this URL before the redirect to the second factor."""
    if _SESSION_KEY not in request.session:
        return None
    try:
        back, data = json.loads(field_encryption.decrypt(request.session[_SESSION_KEY]))
    except field_encryption.DecryptionError:
        back, data = "", ""
    if back and back != request.get_full_path():
        return None
    del request.session[_SESSION_KEY]
    return QueryDict(data) if data else None
