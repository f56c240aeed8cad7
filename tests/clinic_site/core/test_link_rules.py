"""Editors may link only to registered numbers, known sites and our own addresses."""

from __future__ import annotations

import pytest

from clinic_site.core.link_rules import LinkRules, phone_key

RULES = LinkRules(
    numbers=frozenset({"tel:988", "sms:988", "sms:741741", "tel:7325550142"}),
    hosts=frozenset({"988lifeline.org", "doi.org"}),
    emails=frozenset({"hello@clinic.example"}),
)


@pytest.mark.parametrize(
    "href",
    [
        *("tel:988", "sms:988", "sms:741741", "tel:+17325550142", "tel:732-555-0142", "tel:+1-732-555-0142"),
        *("https://988lifeline.org", "https://988LIFELINE.org/chat?a=1#b", "https://doi.org/10.1000/one"),
        *("/crisis/", "/crisis/#part", "#part", "mailto:hello@clinic.example", "mailto:Hello@clinic.example"),
    ],
)
def test_a_registered_link_is_allowed(href: str) -> None:
    assert RULES.problem(href) == ""


@pytest.mark.parametrize(
    "href",
    [
        *(
            "tel:+19005550100",
            "sms:911",
            "sms:7325550142",
            "tel:741741",
            "tel:",
            "tel:988,,1",
            "tel:988;ext=1",
        ),
        *("TEL:+19005550100", "tel:+988", "tel:+449005550100", "tel:9%388", "tel:٩٨٨", "sms:988?body=x"),
        *("//988lifeline.org", "//evil.test/x", "///evil.test", "http://988lifeline.org", "http://[::1"),
        *("https://988lifeline.org@evil.test", "https://user:pw@988lifeline.org", "https://@988lifeline.org"),
        *(
            "https://988lifeline.org:8443/",
            "https://988lifeline.org.evil.test",
            "https://evil.test/988lifeline.org",
        ),
        *("https://xn--988lifelne-8ib.org", "javascript:alert(1)", "data:text/html,x", "ftp://doi.org/x"),
        *(
            "/\\evil.test",
            "https:\\\\evil.test",
            "\u202ehttps://doi.org",
            "https://doi.org/\u2066x",
            "/\tevil",
        ),
        *("mailto:spy@evil.test", "mailto:hello@clinic.example?bcc=spy@evil.test", "https:988lifeline.org"),
    ],
)
def test_any_other_link_is_rejected_with_a_reason(href: str) -> None:
    assert RULES.problem(href).endswith(".")


def test_two_spellings_of_a_number_are_equal() -> None:
    assert phone_key("tel:+1-800-662-4357") == phone_key("tel:1.800.662.4357") == "tel:8006624357"


@pytest.mark.parametrize(
    "href", ["tel:+16095550100", "https://nj.gov/complaints", "mailto:privacy@clinic.example"]
)
def test_the_owners_text_may_link_to_any_number_and_site(href: str) -> None:
    assert LinkRules(by_owner=True).problem(href) == ""


@pytest.mark.parametrize(
    "href",
    [
        *("http://nj.gov", "//nj.gov", "https://nj.gov@evil.test", "https:nj.gov", "https://nj.gov:8443/"),
        *(
            "tel:988,,1",
            "tel:",
            "javascript:alert(1)",
            "mailto:a@b.test?bcc=c@d.test",
            "https://nj.gov/\u202e",
        ),
    ],
)
def test_a_link_that_hides_its_target_is_rejected_in_the_owners_text(href: str) -> None:
    assert LinkRules(by_owner=True).problem(href).endswith(".")
