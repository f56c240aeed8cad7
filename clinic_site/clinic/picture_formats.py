"""The formats in which pictures are kept, in the order in which a browser should choose."""

CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
