"""The states of the callback form."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Response

from tests.audit.browser import fresh_page
from tests.audit.views import answer_to, go

_SEND = "form:has([name=consent]) button[type=submit]"


def receipt(browser: Browser, form: str) -> str:
    """Send the form and return the address of its receipt. Raises RuntimeError if there is no receipt."""
    with fresh_page(browser, 360) as page:
        filled(page, url=form)
        answer = _send(page)
        if answer.status != 200:
            raise RuntimeError(f"expected a receipt, got {answer.status} {answer.url}")
        return answer.url


def filled(page: Page, *, url: str) -> Response:
    """Fill in the form, without sending it."""
    answer = go(page, url=url)
    page.fill("[name=name]", "Sam Testcase")
    page.press("[name=adult][value=yes]", "Space")
    page.fill("[name=phone]", "732 555 0142")
    page.press("[name=when][value=some]", "Space")
    page.press("[name=times] >> nth=0", "Space")
    page.click("details:has([name=message]) > summary")
    page.fill("[name=message]", "I would rather talk than write. Años.")
    page.press("[name=consent]", "Space")
    return answer


def unfolded(page: Page, *, url: str) -> Response:
    """Unfold everything, and choose what makes further questions appear."""
    answer = go(page, url=url)
    for fold in page.locator("main form summary").all():
        fold.click()
    page.press("[name=when][value=some]", "Space")
    page.press("[name=confirm]", "Space")
    page.press("[name=voicemail][value=yes]", "Space")
    page.press("[name=for_whom][value=someone]", "Space")
    page.press("[name=language][value=interpreter]", "Space")
    return answer


def by_email(page: Page, *, url: str) -> Response:
    """Choose an email instead of a call."""
    answer = go(page, url=url)
    page.click("details:has([name=channel]) > summary")
    page.press("[name=channel][value=email]", "Space")
    return answer


def contradictory(page: Page, *, url: str) -> Response:
    """Send times together with "any time"."""
    filled(page, url=url)
    page.press("[name=when][value=any]", "Space")
    return _send(page)


def checked(page: Page, *, url: str) -> Response:
    """Send a form as a browser without scripts does: the page that follows shows the answers."""
    filled(page, url=url)
    page.evaluate("document.querySelector('[name=nonce]').value = ''")
    return _send(page)


def sent_again(page: Page, *, url: str) -> Response:
    """Send the words of the receipt from another form."""
    filled(page, url=url)
    return _send(page)


def with_errors(page: Page, *, url: str) -> Response:
    """Send a form with three mistakes."""
    go(page, url=url)
    page.fill("[name=phone]", "12345")
    page.click("details:has([name=confirm]) > summary")
    page.press("[name=confirm]", "Space")
    page.fill("[name=email]", "sam@")
    return _send(page)


def under_18(page: Page, *, url: str) -> Response:
    """Say that the person is under 18."""
    go(page, url=url)
    page.press("[name=adult][value=no]", "Space")
    return _send(page)


def not_sent(page: Page, *, url: str) -> Response:
    """Submit from a page on another site. The answer shows the form again with all values."""
    page.set_content(
        f'<form method="post" action="{url}"><input name="name" value="Sam"><button>Go</button></form>'
    )
    return answer_to(page, lambda: page.click("button"))


def _send(page: Page) -> Response:
    return answer_to(page, lambda: page.click(_SEND))
