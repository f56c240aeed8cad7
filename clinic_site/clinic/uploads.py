"""An upload handler that accepts pictures in the admin, and no other files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler

from clinic_site.clinic.picture_formats import MAX_BYTES

_PICTURES = "/admin/clinic/picture/"
# As in deploy/nginx, in bytes. Up to this, a photo above MAX_BYTES gets an error in the form.
_LONGEST_BODY = 32 * 1024 * 1024


class PicturesOnly(MemoryFileUploadHandler):
    """Keeps an uploaded picture in memory, and rejects any other file before its first byte.

    Of a picture above MAX_BYTES only the size is kept: the form rejects it, and keeps what was typed.
    """

    def handle_raw_input(self, input_data: Any, meta: Any, content_length: int, *_args: Any) -> None:
        """Raise RequestDataTooBig for a body that is too long for any photo."""
        if content_length > _LONGEST_BODY:
            raise RequestDataTooBig("the body is longer than any photo")
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a part of the picture, or none if it is too large."""
        if start + len(raw_data) <= MAX_BYTES:
            super().receive_data_chunk(raw_data, start)
        else:
            self.file.truncate(0)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Raise TooManyFilesSent unless the form is one that takes a picture."""
        if self.request is None or not self.request.path.startswith(_PICTURES):
            raise TooManyFilesSent("this form takes no files")
        super().new_file(*args, **kwargs)
