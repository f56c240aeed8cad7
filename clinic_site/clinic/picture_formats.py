"""Limits and formats of pictures, known without loading Pillow."""

MAX_BYTES = 10 * 1024 * 1024
#: The formats in which pictures are kept, in the order in which a browser should choose.
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
