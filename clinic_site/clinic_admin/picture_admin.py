"""Pictures in the admin. An uploaded file is checked and encoded before the row is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic.models import Picture
from clinic_site.clinic.picture_formats import CONTENT_TYPES, MAX_BYTES
from clinic_site.clinic_admin.translated_admin import TranslatedAdmin, TranslatedForm

if TYPE_CHECKING:
    from clinic_site.clinic.pictures import Encoded


class PictureForm(TranslatedForm):
    """A picture with its file, which only a new picture requires."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("JPEG, PNG or WebP, at most 10 MB. It is turned upright and stored in smaller sizes."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    encoded: Encoded | None = None

    class Meta:
        model = Picture
        fields = ["kind", "alt", "order", "published"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].required = self.instance.pk is None

    def clean_file(self) -> UploadedFile | None:
        """Encode the picture. Raises ValidationError if it can't be used."""
        from clinic_site.clinic import pictures  # loads Pillow, which few requests need

        file = self.cleaned_data.get("file")
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(_("A picture may have at most 10 MB. Choose a smaller one."))
        if file:
            self.encoded = pictures.encode(file.read())
        return file


@admin.register(Picture)
class PictureAdmin(TranslatedAdmin):
    """Portraits, rooms and the map."""

    form = PictureForm
    list_display = ["preview", "alt", "kind", "order", "published"]
    list_display_links = ["preview", "alt"]
    fields = ["file", "kind", "alt", "order", "published", "preview"]
    readonly_fields = ["preview"]

    def save_model(self, request: HttpRequest, obj: Picture, form: PictureForm, change: bool) -> None:  # noqa: FBT001
        """Store the files with the row, and record the change."""
        if form.encoded:
            from clinic_site.clinic import pictures

            pictures.store(obj, form.encoded)
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        """Return the URL of the preview, then Django's own."""
        view = self.admin_site.admin_view(self.preview_file)
        return [path("<path:object_id>/preview/", view, name="clinic_picture_preview"), *super().get_urls()]

    def preview_file(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return the smallest file of a picture, published or not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = self.get_object(request, object_id)
        file = picture and picture.files.filter(format="jpg").order_by("width").first()
        if not file:
            raise Http404
        return HttpResponse(bytes(file.content), content_type=CONTENT_TYPES["jpg"])

    @admin.display(description=_("picture"))
    def preview(self, picture: Picture) -> str:
        """Return the smallest file of a saved picture."""
        if not picture.digest:
            return ""
        return format_html(
            '<img src="{}" alt="{}" width="120" height="{}">',
            reverse("admin:clinic_picture_preview", args=[picture.pk]),
            picture.alt,
            round(120 * picture.height / picture.width),
        )
