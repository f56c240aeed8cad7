"""Where files may be uploaded: pictures in the admin, and nowhere else."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler

from clinic_site.clinic.picture_formats import MAX_BYTES

_PICTURES = "/admin/clinic/picture/"


class PicturesOnly(MemoryFileUploadHandler):
    """Keeps an uploaded picture in memory; refuses every other file before its first byte."""

    def handle_raw_input(self, input_data: Any, meta: Any, content_length: int, *_args: Any) -> None:
        """Raise RequestDataTooBig for a body that is too long for a picture."""
        if content_length > MAX_BYTES + 64 * 1024:
            raise RequestDataTooBig("the body is longer than any picture")
        self.activated = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Raise TooManyFilesSent unless the form is one that takes a picture."""
        if self.request is None or not self.request.path.startswith(_PICTURES):
            raise TooManyFilesSent("this form takes no files")
        super().new_file(*args, **kwargs)
