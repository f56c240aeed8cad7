"""Only a whole answer to a reader may be kept."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from clinic_site.caching import PUBLIC, public_page


def control(method: str, status: int = 200) -> str | None:
    @public_page
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=status)

    return view(RequestFactory().generic(method, "/")).headers.get("Cache-Control")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_that_is_read_may_be_kept(method: str) -> None:
    assert control(method) == PUBLIC


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_answer_to_a_form_is_not_declared_public(method: str) -> None:
    assert control(method) is None


@pytest.mark.parametrize("status", [206, 301, 303, 404, 410, 422, 500, 503])
def test_an_answer_that_is_not_the_page_is_not_declared_public(status: int) -> None:
    assert control("GET", status) is None
