"""The networks that a request comes from, the smallest first."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# The first is one subscriber: a single address of IPv4, and all that IPv6 gives to one home (RFC 6177).
_IPV4_BITS, _IPV6_BITS = (32, 24, 16), (64, 56, 48)
# Addresses within a house: those of a proxy that is not trusted, or of everybody behind it.
_WITHIN = [
    ip_network(net)
    for net in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
]


def networks_of(request: HttpRequest) -> tuple[str, ...]:
    """Return the networks around the sender of a request: address, /24 and /16; /64, /56 and /48.

    Behind a proxy (TRUST_PROXY) the sender is the last hop in X-Forwarded-For, which the proxy
    wrote itself. Empty where people can't be distinguished: within the house, or unknown.
    """
    hops = request.headers.get("X-Forwarded-For", "") if settings.TRUST_PROXY else ""
    try:
        address = ip_address(hops.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ()
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in net for net in _WITHIN):
        return ()
    sizes = _IPV4_BITS if address.version == 4 else _IPV6_BITS
    return tuple(str(ip_network((int(address), bits), strict=False)) for bits in sizes)


def address_of(request: HttpRequest) -> str:
    """Return the smallest of the networks of a request; empty where there are none."""
    return next(iter(networks_of(request)), "")
