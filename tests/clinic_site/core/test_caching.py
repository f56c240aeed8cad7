"""Only a complete response to GET or HEAD is cacheable."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from clinic_site.core.caching import PUBLIC, public_page


def cache_control(method: str, status: int = 200) -> str | None:
    @public_page
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=status)

    return view(RequestFactory().generic(method, "/")).headers.get("Cache-Control")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_response_to_get_or_head_is_cacheable(method: str) -> None:
    assert cache_control(method) == PUBLIC


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_response_to_a_form_is_not_cacheable(method: str) -> None:
    assert cache_control(method) is None


@pytest.mark.parametrize("status", [206, 301, 303, 404, 410, 422, 500, 503])
def test_an_error_or_redirect_is_not_cacheable(status: int) -> None:
    assert cache_control("GET", status) is None
