"""The list of public pages, used by search, sitemap, menu and footer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from clinic_site.core.languages import current
from clinic_site.public.clinic_pages import PAGES as CLINIC_PAGES
from clinic_site.public.clinic_pages import description_of
from content.library import Library, library
from content.page import Page

#: Used explicitly, since a staff process does not route public URLs.
URLS = "clinic_site.public.urls"


@dataclass(frozen=True)
class PublicPage:
    """A public page. `key` is the slug of a library page, or a URL name.

    `text` is a short description, `words` are additional search terms, `page` is the library page or
    None, and `listed` is whether search and sitemap include it.
    """

    key: str
    title: str | Promise
    text: str | Promise = ""
    words: str | Promise = ""
    page: Page | None = None
    listed: bool = True

    @property
    def path(self) -> str:
        """The path on the site."""
        return self.page.path if self.page else reverse(self.key, urlconf=URLS)


_OTHERS = (
    *(
        PublicPage(page.name, page.title, lazy(description_of, str)(page), page.words)
        for page in CLINIC_PAGES.values()
    ),
    PublicPage(
        "intake:faq",
        _("Questions people ask"),
        _("Short answers about ketamine for PTSD."),
        _("faq, frequently asked questions, common questions, answers, preguntas frecuentes"),
    ),
    PublicPage(
        "intake:callback",
        _("Request a callback"),
        _("Ask us to call you. Tell us how and when it’s safe to reach you."),
        _(
            "call me, callback, contact, appointment, talk to someone, book, sign up, llámame, cita, "
            "número de teléfono"
        ),
    ),
    PublicPage(
        "intake:consultation",
        _("Ask for a consultation"),
        _("One question at a time. You can skip most of them."),
        _("consultation, intake, first visit form, start treatment, new patient, consulta"),
    ),
    PublicPage(
        "intake:suitability",
        _("Is this right for me?"),
        _("A few quick questions to see if it makes sense to talk."),
        _("is this for me, suitable, am i a candidate, do i qualify"),
    ),
    PublicPage(
        "intake:status",
        _("Your request"),
        _("See its status, change how we reach you, or cancel it."),
        _(
            "my reference, my secret, cancel my request, withdraw, where is my request, change my number, "
            "change my phone number, cancelar mi solicitud"
        ),
    ),
    PublicPage(
        "intake:self_check",
        _("A short self-check"),
        _("A few yes-or-no questions about hard experiences. A first step, not a diagnosis."),
        _("self check, self test, ptsd test, quiz, questionnaire, screening, screen myself, prueba de tept"),
    ),
    PublicPage(
        "content:question_sheet",
        _("Questions to ask a clinic"),
        _("Choose the questions that matter to you and print them to bring along."),
        _("what to ask, questions for my doctor, list of questions, print, checklist"),
    ),
    PublicPage("search", _("Search"), listed=False),
)
_MENU = {
    "ptsd": _("PTSD"),
    "ketamine": _("Ketamine"),
    "is-ketamine-right-for-me": _("Is it right for me?"),
    "care": _("Getting care"),
    "visits_and_costs": _("Visits and costs"),
    "intake:faq": _("Questions"),
    "search": _("Search"),
    "intake:callback": _("Request a callback"),
}
_FOOTER = {
    "about-relevance-recovery": _("About us"),
    "visit": _("Visit us"),
    "team": _("Our team"),
    "treatments": _("What we offer"),
    "costs": _("Costs and insurance"),
    "first_visit": _("Your first visit"),
    "for_clinicians": _("For clinicians"),
    "sources-and-review": _("Sources"),
    "privacy": _("Privacy"),
    "accessibility": _("Accessibility"),
    "notices": _("Notices"),
    "intake:self_check": _("Five-question check"),
    "content:question_sheet": _("Questions to ask a clinic"),
    "intake:status": _("Your request"),
}


_latest: dict[str, tuple[Library, dict[str, PublicPage]]] = {}


def public_pages() -> dict[str, PublicPage]:
    """Return all public pages of the current language by key, library pages first."""
    site, language = library(), current()
    if language not in _latest or _latest[language][0] is not site:
        _latest[language] = (site, _all_pages(site))
    return _latest[language][1]


def path_of(key: str) -> str:
    """Return the path of a public page in the current language, even if it is not translated yet."""
    page = public_pages().get(key)
    return page.path if page else reverse("content:page", kwargs={"slug": key}, urlconf=URLS)


def is_route(path: str) -> bool:
    """Return whether a path of the public site has a view."""
    try:
        resolve(path, urlconf=URLS)
    except Resolver404:
        return False
    return True


def _all_pages(site: Library) -> dict[str, PublicPage]:
    library_pages = sorted(site.pages.values(), key=lambda page: (page.metadata.section, page.metadata.order))
    pages = [PublicPage(page.slug, page.metadata.title, page=page) for page in library_pages]
    return {each.key: each for each in (*pages, *_OTHERS)}


def listed() -> list[PublicPage]:
    """Return the pages for the sitemap and our own search."""
    return [each for each in public_pages().values() if each.listed]


def menu() -> list[tuple[str, Promise]]:
    """Return path and label of each page in the menu."""
    return _labeled(_MENU.items())


def footer() -> list[tuple[str, Promise]]:
    """Return path and label of each page in the footer."""
    return _labeled(_FOOTER.items())


def _labeled(labels: Iterable[tuple[str, Promise]]) -> list[tuple[str, Promise]]:
    return [(path_of(key), label) for key, label in labels]
