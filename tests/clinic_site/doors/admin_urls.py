"""Every address of the admin, taken from the URL configuration, with objects to fill it."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver

from intake.models import Submission


@dataclass(frozen=True)
class AdminUrl:
    """One address: the name of its pattern (empty when it has none) and a path that leads there."""

    name: str
    path: str


def admin_urls(objects: dict[str, object] | None = None) -> list[AdminUrl]:
    """Return all addresses; `objects` names the key of an object for `app_model`, 1 otherwise."""
    [admin] = [one for one in get_resolver().url_patterns if getattr(one, "namespace", None) == "admin"]
    return list(_walk(admin.url_patterns, "/admin/", objects or {}))


def _walk(entries: list[URLPattern | URLResolver], prefix: str, objects: dict[str, object]) -> list[AdminUrl]:
    found = []
    for entry in entries:
        part = str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += _walk(entry.url_patterns, prefix + part, objects)
        else:
            name = entry.name or ""
            found.append(AdminUrl(name, _filled(prefix + part, objects)))
    return found


def _filled(route: str, objects: dict[str, object]) -> str:
    app, model = ([*route.split("/"), "", "", ""])[2:4]
    key = str(objects.get(f"{app}_{model}", 1))
    if route.startswith("/admin/^"):
        labels = sorted({model._meta.app_label for model in apps.get_models()} & {"intake"})
        return f"/admin/{labels[0]}/"
    filled = route.replace("<path:object_id>", key).replace("<id>", key)
    filled = filled.replace("<uuid:object_id>", key).replace("<slug:word>", "note")
    filled = filled.replace("<int:content_type_id>", str(ContentType.objects.get_for_model(Submission).pk))
    return "/admin/nowhere/" if "(?P<url>" in filled else filled
