"""All admin URLs from the URL configuration."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver

from intake.models import Submission


@dataclass(frozen=True)
class AdminUrl:
    """An admin URL: the name of its pattern, or an empty string, and a path that matches it."""

    name: str
    path: str


def admin_urls(objects: dict[str, object] | None = None) -> list[AdminUrl]:
    """Return all admin URLs, with the primary keys in `objects` by `app_model`, or 1."""
    [admin] = [each for each in get_resolver().url_patterns if getattr(each, "namespace", None) == "admin"]
    return list(_walk(admin.url_patterns, "/admin/", objects or {}))


def _walk(entries: list[URLPattern | URLResolver], prefix: str, objects: dict[str, object]) -> list[AdminUrl]:
    found = []
    for entry in entries:
        part = str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += _walk(entry.url_patterns, prefix + part, objects)
        else:
            name = entry.name or ""
            found.append(AdminUrl(name, _with_arguments(prefix + part, objects)))
    return found


def _with_arguments(route: str, objects: dict[str, object]) -> str:
    app, model = ([*route.split("/"), "", "", ""])[2:4]
    key = str(objects.get(f"{app}_{model}", 1))
    if route.startswith("/admin/^"):
        labels = sorted({model._meta.app_label for model in apps.get_models()} & {"intake"})
        return f"/admin/{labels[0]}/"
    path = route.replace("<path:object_id>", key).replace("<id>", key)
    path = path.replace("<uuid:object_id>", key).replace("<int:user_id>", key).replace("<slug:word>", "note")
    path = path.replace("<int:content_type_id>", str(ContentType.objects.get_for_model(Submission).pk))
    return "/admin/nowhere/" if "(?P<url>" in path else path
