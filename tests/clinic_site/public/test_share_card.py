"""The image that is shown when a page is shared."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from clinic_site.public.pages import listed

#: Pages with the image.
SHARED = [each.path for each in listed() if each.key != "intake:self_check"]


def test_the_image_has_the_standard_size_and_is_small() -> None:
    path = finders.find("img/share.png")

    with Image.open(path) as card:
        assert card.size == (1200, 630)
    assert (settings.BASE_DIR / "static" / "img" / "share.png").stat().st_size < 60_000


@pytest.mark.django_db
@pytest.mark.parametrize("path", SHARED)
def test_every_shared_page_has_the_absolute_url_of_the_image(client: Client, path: str) -> None:
    html = client.get(path).content.decode()

    found = re.findall(r'<meta property="og:image" content="([^"]*)"', html)
    assert len(found) == 1
    assert re.fullmatch(re.escape(settings.SITE_URL) + r"/static/img/share(\.[0-9a-f]+)?\.png", found[0])
