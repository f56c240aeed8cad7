"""Limits and formats of pictures, for code that must not load Pillow."""

MAX_BYTES = 10 * 1024 * 1024
#: The formats in which pictures are stored, in the order in which browsers should prefer them.
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
