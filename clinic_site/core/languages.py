"""The languages of the public site: English below `/`, every other language below its own prefix.

The path alone decides, so a page is the same for everyone and caches need no second key. No cookie
and no Accept-Language header is read. The staff side is in English.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def with_pages(folder: Path) -> list[tuple[str, str]]:
    """Return code and own name of each language with a folder of pages, English first.

    Raises KeyError if the name of a folder is not a language code.
    """
    others = sorted({path.name for path in folder.iterdir() if path.is_dir()} - {"en"})
    names = [translation.get_language_info(code)["name_local"] for code in ("en", *others)]
    return [(code, name.capitalize()) for code, name in zip(("en", *others), names, strict=True)]


def codes() -> list[str]:
    """Return the codes of all languages, the default first."""
    return [code for code, _ in settings.LANGUAGES]


def current() -> str:
    """Return the current language, or the default one if the site doesn't have it."""
    language = translation.get_language()
    return language if language in codes() else settings.LANGUAGE_CODE


def prefix_of(language: str) -> str:
    """Return what the paths of a language begin with: nothing for the default, otherwise like `/es`."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def language_of_path(path: str) -> str:
    """Return the language of a path."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in codes() else settings.LANGUAGE_CODE


def set_path_to_translate(request: HttpRequest, path: str) -> None:
    """Let the page that answers `request` link to `path` in the other languages, instead of its own path.

    For an answer to a form, whose own path wouldn't show what was typed.
    """
    request.path_in_other_languages = path


def path_to_translate(request: HttpRequest) -> str:
    """Return the path that the page that answers `request` links to in the other languages."""
    return getattr(request, "path_in_other_languages", request.path)


def translated_route(route: str) -> str:
    """Return a route of a form or a list, such as `callback/`, in the current language, below its prefix."""
    return translation.gettext(route) if route else ""  # the empty message is the catalog's header


class LanguageMiddleware:
    """Activates the language of the request's path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response, with its language in Content-Language."""
        with translation.override(language_of_path(request.path_info)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response
