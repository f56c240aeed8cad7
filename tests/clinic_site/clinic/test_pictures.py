"""Uploaded pictures are made again from their pixels, or refused with what to upload instead."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopFutureHandlers
from django.test import Client, RequestFactory
from PIL import Image

from clinic_site.clinic import pictures
from clinic_site.clinic.models import Picture
from clinic_site.clinic.uploads import PicturesOnly
from intake.models import AuditEvent
from intake.roles import Role
from tests.second_factor import sign_in


def _file(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def _decoded(content: bytes, width: int | None = None) -> Image.Image:
    encoded = pictures.encode(content)
    widest = max(width for width, _ in encoded.files)
    return Image.open(io.BytesIO(encoded.files[width or widest, "jpg"]))


def _close(pixel: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(pixel, wanted, strict=True))


def test_a_picture_gets_three_widths_in_three_formats() -> None:
    encoded = pictures.encode(_file(Image.new("RGB", (2000, 1000), "teal"), "JPEG"))

    assert set(encoded.files) == {
        (width, name) for width in (400, 800, 1600) for name in ("avif", "webp", "jpg")
    }
    for (width, _name), content in encoded.files.items():
        assert Image.open(io.BytesIO(content)).size == (width, width // 2)


def test_phone_photo_with_an_embedded_preview_is_not_an_animation() -> None:
    photo, preview = Image.new("RGB", (60, 40), "teal"), Image.new("RGB", (30, 20), "red")

    shown = _decoded(_file(photo, "MPO", save_all=True, append_images=[preview]))

    assert (shown.size, _close(shown.getpixel((9, 9)), (0, 128, 128))) == ((60, 40), True)


def test_a_narrow_picture_is_not_enlarged() -> None:
    assert {width for width, _ in pictures.encode(_file(Image.new("RGB", (500, 10)))).files} == {400, 500}


def test_a_picture_is_turned_as_exif_says_and_loses_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "taken at home"
    content = _file(Image.new("RGB", (60, 20), "teal"), "JPEG", exif=exif)

    for file in pictures.encode(content).files.values():
        image = Image.open(io.BytesIO(file))
        assert image.size == (20, 60)
        assert not image.getexif()
        assert b"taken at home" not in file


def test_photo_with_a_tag_that_a_camera_wrote_wrong_is_turned() -> None:
    tags = [(0x0112, 3, struct.pack("<HH", 6, 0)), (0x0128, 2, b"2\0\0\0")]  # the unit of resolution, as text
    rows = b"".join(struct.pack("<HHI", tag, kind, 1) + value for tag, kind, value in tags)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(tags)) + rows + bytes(4)

    assert _decoded(_file(Image.new("RGB", (60, 20), "teal"), "JPEG", exif=exif)).size == (20, 60)


def _gray_16(value: int) -> bytes:
    """Return a PNG of 16-bit gray as cameras and scanners write it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 20, 10, 16, 0, 0, 0, 0)
    rows = b"".join(b"\x00" + struct.pack(">H", value) * 20 for _ in range(10))
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(("value", "shade"), [(0, 0), (0x4000, 64), (0x8000, 128), (0xFFFF, 255)])
def test_sixteen_bit_grey_keeps_its_shade(value: int, shade: int) -> None:
    assert _close(_decoded(_gray_16(value)).getpixel((5, 5)), (shade,) * 3)


@pytest.mark.parametrize(
    "make",
    [
        lambda: _file(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG"),
        lambda: _file(Image.new("RGB", (20, 20), "red").convert("P", palette=Image.Palette.ADAPTIVE)),
        lambda: _file(Image.new("RGBA", (20, 20), (255, 0, 0, 255))),
        lambda: _file(Image.new("RGB", (20, 20), "red"), "WEBP", lossless=True),
    ],
    ids=["cmyk", "palette", "alpha", "webp"],
)
def test_red_stays_red(make: Callable[[], bytes]) -> None:
    red = _decoded(make()).getpixel((5, 5))

    assert red[0] > 220
    assert max(red[1:]) < 50


def test_transparent_pixels_become_white() -> None:
    assert _close(_decoded(_file(Image.new("RGBA", (20, 20), (0, 0, 0, 0)))).getpixel((5, 5)), (255,) * 3)


def _animation() -> bytes:
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    return _file(frames[0], "WEBP", save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (_animation(), "This is an animation"),
        (_file(Image.new("RGB", (20, 20)), "GIF"), "isn’t a picture that can be read"),
        (_file(Image.new("RGB", (20, 20)), "JPEG")[:200], "isn’t a picture that can be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "isn’t a picture that can be read"),
        (b"", "isn’t a picture that can be read"),
        (_file(Image.new("1", (10_000, 5_000))), "too many pixels"),
        (_file(Image.new("1", (100, 17_000))), "too tall"),
        (b"\xff" * (pictures.MAX_BYTES + 1), "at most 10 MB"),
    ],
    ids=["animation", "gif", "cut", "svg", "empty", "pixels", "tall", "bytes"],
)
def test_other_files_are_refused_by_name(content: bytes, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        pictures.encode(content)


# --- upload and delivery


@pytest.fixture
def editor(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return sign_in(client, person("editor", Role.CONTENT_EDITOR))


def _upload(client: Client, **changes: object) -> Picture | None:
    file = SimpleUploadedFile("IMG 1.jpg", _file(Image.new("RGB", (900, 600), "teal"), "JPEG"))
    typed = {"file": file, "kind": "room", "alt": "The waiting room", "order": "10", "published": "on"}
    client.post("/admin/clinic/picture/add/", typed | changes)
    return Picture.objects.first()


@pytest.mark.django_db
def test_an_uploaded_picture_is_delivered_and_recorded(editor: Client) -> None:
    picture = _upload(editor)

    answer = Client().get(f"/pictures/{picture.digest}-800.webp")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert "max-age=86400" in answer.headers["Cache-Control"]
    [event] = AuditEvent.objects.filter(kind="settings")
    assert event.detail["of"] == "picture"
    assert "file" in event.detail["fields"]


@pytest.mark.django_db
def test_a_picture_that_is_taken_off_the_site_is_not_delivered_from_its_cache(
    editor: Client, request: pytest.FixtureRequest
) -> None:
    path = f"/pictures/{_upload(editor).digest}-800.webp"
    get = request.getfixturevalue("get")  # now: the editor's client lets requests close the connection
    assert get(path).status == 200

    Picture.objects.update(published=False)

    assert get(path).status == 404


@pytest.mark.django_db
def test_a_picture_without_a_description_is_refused(editor: Client) -> None:
    assert _upload(editor, alt="") is None


@pytest.mark.django_db
def test_a_picture_that_is_not_published_is_not_delivered(editor: Client) -> None:
    picture = _upload(editor, published="")

    assert Client().get(f"/pictures/{picture.digest}-800.webp").status_code == 404
    assert editor.get(f"/admin/clinic/picture/{picture.pk}/preview/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/callback/", "/staff/login/"])
def test_no_other_form_takes_a_file(client: Client, path: str) -> None:
    file = SimpleUploadedFile("x.jpg", b"x")

    assert client.post(path, {"file": file}).status_code in {400, 413}


@pytest.mark.django_db
@pytest.mark.parametrize("size", [pictures.MAX_BYTES + 1, 2 * pictures.MAX_BYTES])
def test_form_of_a_picture_that_is_too_large_is_shown_again_as_typed(editor: Client, size: int) -> None:
    file = SimpleUploadedFile("x.jpg", b"x" * size)

    page = editor.post("/admin/clinic/picture/add/", {"file": file, "alt": "The waiting room"})

    assert (page.status_code, page.context["adminform"].form["alt"].value()) == (200, "The waiting room")
    assert "A picture may have at most 10 MB. Choose a smaller one." in page.content.decode()


def test_picture_that_is_too_large_is_not_kept_in_memory() -> None:
    handler = PicturesOnly(RequestFactory().post("/admin/clinic/picture/add/"))
    handler.handle_raw_input(None, {}, 2 * pictures.MAX_BYTES)
    with pytest.raises(StopFutureHandlers):
        handler.new_file("file", "x.jpg", "image/jpeg", 0)
    part = b"x" * 1024 * 1024

    for number in range(20):
        handler.receive_data_chunk(part, number * len(part))

    kept = handler.file_complete(20 * len(part))
    assert (kept.size, kept.read()) == (20 * len(part), b"")


@pytest.mark.django_db
def test_a_body_longer_than_any_photo_is_refused_with_what_to_do(editor: Client) -> None:
    file = SimpleUploadedFile("x.jpg", b"x" * 33 * 1024 * 1024)

    page = editor.post("/admin/clinic/picture/add/", {"file": file})

    assert page.status_code == 413
    assert "A picture may have at most 10 MB. Go back and choose a smaller one." in page.content.decode()
