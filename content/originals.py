"""Opening a picture that somebody put into the content folder, without trusting it."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MAX_PIXELS = 24_000_000
MAX_BYTES = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
_TRANSPOSED = {5, 6, 7, 8}  # EXIF orientations by which width and height change places
_ORIENTATION, _UPRIGHT = 0x0112, 1


class Unusable(Exception):
    """A file cannot be shown as a picture; the message says what to do."""


def measure(path: Path) -> tuple[int, int]:
    """Return width and height in pixels as the picture is shown, from its header alone.

    Raises Unusable.
    """
    with _opened(path) as image:
        width, height = image.size
        turned = _orientation(image) in _TRANSPOSED
    return (height, width) if turned else (width, height)


def pixels(path: Path) -> Image.Image:
    """Return the picture upright, in sRGB (RGB or RGBA), and with nothing else: no EXIF, no comment.

    Raises Unusable.
    """
    with _opened(path) as image:
        try:
            turned = _orientation(image) != _UPRIGHT
            flat = _in_srgb(ImageOps.exif_transpose(image) if turned else image)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise Unusable(f"is broken ({error}); save it anew") from None
    # What a file carries beside its pixels rides along in `info`; a new image has none.
    return Image.frombytes(flat.mode, flat.size, flat.tobytes())


def _opened(path: Path) -> Image.Image:
    if path.stat().st_size > MAX_BYTES:
        raise Unusable(f"has more than {MAX_BYTES // 1_000_000} MB; save it smaller")
    too_large = f"has more than {MAX_PIXELS // 1_000_000} million pixels; save it smaller"
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(path, formats=FORMATS)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Unusable(too_large) from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise Unusable(f"is no picture in {', '.join(FORMATS)}; save it as one of them") from None


def _orientation(image: Image.Image) -> int:
    # Of a PNG only what stands in its head: to look further, Pillow would read all the pixels.
    if image.format == "PNG" and "exif" not in image.info:
        return _UPRIGHT
    try:
        return image.getexif().get(_ORIENTATION, _UPRIGHT)
    except (OSError, SyntaxError, ValueError):
        return _UPRIGHT


def _in_srgb(image: Image.Image) -> Image.Image:
    clear = image.has_transparency_data
    profile = image.info.get("icc_profile")
    flat = image.convert("RGBA" if clear else "RGB")
    if not profile or image.mode not in {"RGB", "RGBA"}:
        return flat
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(flat, source, ImageCms.createProfile("sRGB")) or flat
    except ImageCms.PyCMSError:
        return flat  # a profile that cannot be read is one that no browser would use
