"""With text at 200% on a phone, words stay whole: no margin grows until it leaves them no room."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.audit.browser import open_context
from tests.stack import Stack

# The words that are on more than one line, of elements that a selector finds.
_BROKEN = """(selector) => [...document.querySelectorAll(selector)].flatMap((element) => {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      const tops = [...range.getClientRects()].map((box) => Math.round(box.top));
      if (new Set(tops).size > 1) found.push(word[0]);
    }
  }
  return found;
})"""


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("/", ".card"),
        ("/", "main ul li"),
        ("/ketamine/", ".card, .key-takeaways li, .status-box dd"),
        ("/ptsd-medication-alternatives/", ".figure p, main li:not(.references li), .notice p"),
        ("/callback/", "main label"),
    ],
)
def test_words_stay_whole_with_large_text(browser: Browser, stack: Stack, path: str, selector: str) -> None:
    context = open_context(browser, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{stack.url}{path}")
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    broken = page.evaluate(_BROKEN, selector)
    context.close()

    assert broken == []
