"""The view of the question sheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from clinic_site.core.caching import public_page
from clinic_site.core.languages import codes, current
from clinic_site.core.same_origin import same_origin_post
from content.question_sheet.forms import QuestionSheetForm


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
@public_page
def question_sheet(request: HttpRequest) -> HttpResponse:
    """Show the form, or the sheet after a POST. Nothing is stored, and no URL contains a choice.

    A POST with `change` shows the form again with all answers. So does one with `in_language` (see
    js/language.js), in the language that it names.
    """
    if request.method != "POST":
        return _sheet_form(request, QuestionSheetForm())
    form = QuestionSheetForm(request.POST)
    if not request.same_origin:
        return _sheet_form(request, form, status=403, not_made=True)
    if (wanted := request.POST.get("in_language")) in codes() and wanted != current():
        with translation.override(wanted):
            return HttpResponseRedirect(reverse("content:question_sheet"), preserve_request=True)
    if not form.is_valid():
        return _sheet_form(request, form, status=422)
    if {"change", "in_language"} & request.POST.keys():
        return _sheet_form(request, form)
    typed = [(name, value) for name in form.fields for value in request.POST.getlist(name) if value]
    return render(
        request,
        "content/question_sheet.html",
        {"topics": form.topics(), "own": form.cleaned_data, "typed": typed},
    )


def _sheet_form(
    request: HttpRequest, form: QuestionSheetForm, status: int = 200, **more: bool
) -> HttpResponse:
    return render(request, "content/question_sheet_form.html", {"form": form, **more}, status=status)
