"""Check uploaded pictures, and encode them again in several widths and formats.

Only the pixels of an uploaded file are kept: no metadata, no color profile, no trailing bytes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms

from clinic_site.clinic.models import Picture, PictureFile
from clinic_site.clinic.picture_formats import MAX_BYTES

MAX_PIXELS = 40_000_000
_MAX_HEIGHT = 16_383  # pixels, the limit of WebP
_ROWS = 64  # in a strip
WIDTHS = (400, 800, 1600)
#: Pillow's options for each format.
FORMATS = {
    "avif": {"format": "AVIF", "quality": 58, "speed": 8},
    "webp": {"format": "WEBP", "quality": 78, "method": 4},
    "jpg": {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
}
_READABLE = ("JPEG", "PNG", "WEBP")
#: How to turn each EXIF orientation upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I", "I;16", "I;16B", "I;16L"}


@dataclass(frozen=True)
class Encoded:
    """A picture's size, and its files by width and format."""

    width: int
    height: int
    files: dict[tuple[int, str], bytes]

    @property
    def digest(self) -> str:
        """A hash of the files."""
        seen = hashlib.sha256()
        for key in sorted(self.files):
            seen.update(self.files[key])
        return seen.hexdigest()[:32]


def encode(content: bytes) -> Encoded:
    """Return a JPEG, PNG or WebP picture in three widths, or fewer if it is narrower.

    Raises ValidationError (code `picture`), which says what to upload instead.
    """
    pixels = _pixels(content)
    if pixels.height * min(1, max(WIDTHS) / pixels.width) > _MAX_HEIGHT:
        raise _refusal(_("This picture is too tall. Crop it, then upload it again."))
    files = {}
    for scaled in _scaled(pixels):
        for name, options in FORMATS.items():
            target = io.BytesIO()
            scaled.save(target, **options)
            files[scaled.width, name] = target.getvalue()
    return Encoded(pixels.width, pixels.height, files)


@transaction.atomic
def store(picture: Picture, encoded: Encoded) -> None:
    """Save a picture, and replace its files."""
    picture.digest, picture.width, picture.height = encoded.digest, encoded.width, encoded.height
    picture.save()
    picture.files.all().delete()
    PictureFile.objects.bulk_create(
        PictureFile(picture=picture, width=width, format=name, content=content)
        for (width, name), content in encoded.files.items()
    )


def _refusal(message: str) -> ValidationError:
    return ValidationError(message, code="picture")


def _pixels(content: bytes) -> Image.Image:
    if len(content) > MAX_BYTES:
        raise _refusal(_("A picture may have at most 10 MB. Choose a smaller one."))
    try:
        image = Image.open(io.BytesIO(content), formats=_READABLE)
        if image.width * image.height > MAX_PIXELS:
            raise _refusal(_("This picture has too many pixels. Upload one of at most 40 megapixels."))
        # A phone may put a preview beside its photo (MPO, CIPA DC-007); the first frame is the photo.
        if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
            raise _refusal(_("This is an animation. Upload a picture that doesn’t move."))
        if image.mode not in _MODES:
            message = _("Pictures of the kind %(mode)s can’t be used. Save it as an RGB picture.")
            raise _refusal(message % {"mode": image.mode})
        image.load()
        return _upright(image)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, MemoryError):
        message = _("This file isn’t a picture that can be read. Upload a JPEG, PNG or WebP file.")
        raise _refusal(message) from None


def _upright(image: Image.Image) -> Image.Image:
    """Return the pixels of a picture in sRGB, turned upright, and reduced if it is much too large.

    `ImageOps.exif_transpose` would write all other EXIF tags again, and fail on an invalid one.
    """
    turn = _UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation))
    pixels = _reduced(image)
    return pixels if turn is None else pixels.transpose(turn)


def _reduced(image: Image.Image) -> Image.Image:
    """Return a picture in sRGB, reduced by a whole number if both sides stay long enough.

    This works on strips, because each step makes a copy, and a whole picture can take 160 MB.
    """
    profile, factor = image.info.get("icc_profile"), max(1, min(image.size) // max(WIDTHS))
    width, height = (-(-side // factor) for side in image.size)
    found = Image.new("RGB", (width, height))
    for top in range(0, height, _ROWS):
        end = min((top + _ROWS) * factor, image.height)
        strip = image.crop((0, top * factor, image.width, end))
        found.paste(_rgb(strip, profile).reduce(factor), (0, top))
    return found


def _rgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the pixels in sRGB, on white where they are transparent."""
    if image.mode.startswith("I"):  # 16-bit gray: a plain conversion to 8 bits would clip it to white
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        with_alpha = image.convert("RGBA")
        on_white = Image.new("RGBA", image.size, "white")
        on_white.alpha_composite(with_alpha)
        image = on_white.convert("RGB")
    image = _in_srgb(image, profile) if profile else image
    return image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):  # a broken profile, or one for other channels
        return image


def _scaled(image: Image.Image) -> Iterator[Image.Image]:
    for width in sorted({min(width, image.width) for width in WIDTHS}):
        height = max(1, round(image.height * width / image.width))
        yield image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
