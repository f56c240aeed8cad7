"""The structured data of a page complies with the Content Security Policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.stack import Stack


@pytest.mark.parametrize("path", ["/", "/crisis/", "/faq/"])
def test_structured_data_causes_no_csp_violation(stack: Stack, page: Page, path: str) -> None:
    lines: list[str] = []
    page.on("console", lambda message: lines.append(message.text))
    page.add_init_script(
        "window.violations = [];"
        "addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective), true)"
    )

    response = page.goto(stack.url + path)
    page.wait_for_load_state("networkidle")

    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert page.locator('script[type="application/ld+json"]').count() == 1
    assert page.evaluate("violations") == []
    assert lines == []


def test_inline_script_is_reported(stack: Stack, page: Page) -> None:
    """Check that the listener of the other test works."""
    page.goto(f"{stack.url}/crisis/")

    violation = page.evaluate(
        """() => new Promise(done => {
            addEventListener('securitypolicyviolation', e => done(e.violatedDirective))
            const script = document.createElement('script')
            script.textContent = 'window.ran = true'
            document.head.append(script)
            setTimeout(() => done('silence'), 2000)
        })"""
    )

    assert violation == "script-src-elem"
