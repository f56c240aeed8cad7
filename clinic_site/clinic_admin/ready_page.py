"""The page "Get your site ready": what is filled in, what is missing, and what patients miss by it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from clinic_site import clinic
from clinic_site.clinic import Clinic
from clinic_site.clinic.readiness import ITEMS, Item, needed, untranslated_items
from intake.roles import has_right
from intake.staff.submission_admin import queue_first

_SEEN = "clinic_ready_seen"
#: Not one of ITEMS: the public side checks those, and can't read the addresses of staff.
NOTIFIED = Item(
    gettext_lazy("Who is notified"),
    gettext_lazy("No one gets an email when a patient asks for a call."),
    "staffaddress",
    "",
    lambda _known: clinic.notified().addresses,
    needed="callback.staff_email",
)


@require_safe
def ready_page(request: HttpRequest) -> HttpResponse:
    """Show the list to those who may change the facts. Raises PermissionDenied for others."""
    if not has_right(request.user, "change_clinicfacts"):
        raise PermissionDenied
    clinic.clear_cache()  # show what was saved a moment ago, even by another process
    known = clinic.current()
    items = [*ITEMS, NOTIFIED] if has_right(request.user, "change_staffaddress") else ITEMS
    filled = [item for item in items if item.is_filled(known)]
    gaps = [(item, edit_url(item)) for item in items if item not in filled]
    values = {
        "title": _("Get your site ready"),
        "needed": [(item, url) for item, url in gaps if item.needed],
        "others": [(item, url) for item, url in gaps if not item.needed],
        "filled": [(item, edit_url(item)) for item in filled],
        "total": len(items),
        "translations": [_translated(known, code, name) for code, name in settings.LANGUAGES[1:]],
    }
    return render(request, "admin/clinic/ready.html", admin.site.each_context(request) | values)


def _translated(known: Clinic, code: str, name: str) -> dict[str, Any]:
    done, total, models = untranslated_items(known, code)
    found = [apps.get_model("clinic", model)._meta for model in models]
    links = [
        (reverse(f"admin:clinic_{meta.model_name}_changelist"), meta.verbose_name_plural) for meta in found
    ]
    return {"language": name, "code": code, "done": done, "total": total, "links": links}


def edit_url(item: Item) -> str:
    """Return the address in the admin where an item is filled in."""
    if item.field:
        return reverse("admin:clinic_clinicfacts_changelist") + f"#id_{item.field}"
    if item.notice:
        return reverse("admin:clinic_notice_add") + f"?kind={item.notice}"
    is_first = not apps.get_model("clinic", item.model).objects.exists()
    return reverse(f"admin:clinic_{item.model}_{'add' if is_first else 'changelist'}")


def ready_first(request: HttpRequest) -> HttpResponse:
    """Redirect users who may change the facts to this page, once per session, while a needed fact is missing.

    Redirect to the queue otherwise.
    """
    if not request.session.get(_SEEN) and has_right(request.user, "change_clinicfacts"):
        request.session[_SEEN] = True
        if needed(clinic.current()):
            return HttpResponseRedirect(reverse("admin:clinic_ready"))
    return queue_first(request)
