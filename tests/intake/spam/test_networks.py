from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from intake.spam.networks import address_of, networks_of


@pytest.mark.parametrize(
    ("address", "networks"),
    [
        ("203.0.113.77", ("203.0.113.77/32", "203.0.113.0/24", "203.0.0.0/16")),
        ("::ffff:203.0.113.77", ("203.0.113.77/32", "203.0.113.0/24", "203.0.0.0/16")),
        ("2001:db8:1:2233:4:5:6:7", ("2001:db8:1:2233::/64", "2001:db8:1:2200::/56", "2001:db8:1::/48")),
        ("127.0.0.1", ()),
        ("10.1.2.3", ()),
        ("192.168.1.20", ()),
        ("::1", ()),
        ("fe80::1%eth0", ()),
        ("::ffff:10.0.0.1", ()),
        ("", ()),
        ("unix:", ()),
    ],
)
def test_networks_of_an_address(address: str, networks: tuple[str, ...]) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=address)

    assert networks_of(request) == networks
    assert address_of(request) == (networks[0] if networks else "")


@pytest.mark.parametrize(
    ("trusted", "hops", "address"),
    [
        (True, "198.51.100.9, 203.0.113.77", "203.0.113.77/32"),
        (True, "203.0.113.77", "203.0.113.77/32"),
        (True, "", "192.0.2.1/32"),
        (True, "203.0.113.77, unknown", ""),
        (False, "203.0.113.77", "192.0.2.1/32"),
    ],
)
def test_only_the_hop_written_by_a_trusted_proxy_counts(
    settings: Settings, trusted: bool, hops: str, address: str
) -> None:
    settings.TRUST_PROXY = trusted
    headers = {"X-Forwarded-For": hops} if hops else {}

    assert address_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers=headers)) == address
