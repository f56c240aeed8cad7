"""Where a request comes from: its networks, and the visitor."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from zlib import crc32

from django.conf import settings
from django.http import HttpRequest

# The first is one subscriber: a single IPv4 address, or the IPv6 prefix of one home (RFC 6177).
_IPV4_BITS, _IPV6_BITS = (32, 24, 16), (64, 56, 48)
# A private address belongs to a proxy that isn't trusted, and everyone behind that has it.
_PRIVATE = [
    ip_network(net)
    for net in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
]


def networks_of(request: HttpRequest) -> tuple[str, ...]:
    """Return the networks around the sender of a request, the smallest first.

    For IPv4 they are the address, its /24 and its /16; for IPv6 the /64, /56 and /48. Behind a proxy
    (TRUST_PROXY) the sender is the last hop in X-Forwarded-For, which the proxy wrote itself. Empty for
    private and unknown addresses, which don't distinguish senders.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUST_PROXY else ""
    try:
        address = ip_address(hops.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ()
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in net for net in _PRIVATE):
        return ()
    sizes = _IPV4_BITS if address.version == 4 else _IPV6_BITS
    return tuple(str(ip_network((int(address), bits), strict=False)) for bits in sizes)


def visitor_of(request: HttpRequest) -> str:
    """Return what distinguishes browsers without a cookie: the address and the User-Agent.

    People who share both look like one visitor, so use it only to show less. User-Agents are hashed to 256
    values, so that someone who keeps inventing new ones can't fill the table of counts.
    """
    address = address_of(request) or request.META.get("REMOTE_ADDR", "")
    user_agent = request.META.get("HTTP_USER_AGENT", "")
    return f"{address} {crc32(user_agent.encode()) % 256}"


def address_of(request: HttpRequest) -> str:
    """Return the smallest network of a request, or "" if it is unknown."""
    return next(iter(networks_of(request)), "")
