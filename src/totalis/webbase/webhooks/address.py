"""Where webhooks may go: not into the network that this server stands in, unless its operator says so.

Whoever types an endpoint's address makes this server call it. So the name is resolved first, an address is used only
where it is public (or of a network in `WEBHOOK_NETWORKS`), and the connection goes to that very address: a name that
resolves differently a moment later changes nothing.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from ipaddress import IPv4Network, IPv6Network

    Networks = Sequence[IPv4Network | IPv6Network]

LONGEST = 500
PORTS = {"https": 443, "http": 80}


class Target(NamedTuple):
    """The parts of an endpoint's URL."""

    secure: bool
    host: str
    port: int
    path: str


class ForbiddenAddressError(OSError):
    """The name leads to no address that may be called."""


def target_of(url: str) -> Target:
    """Take an endpoint's URL apart.

    Raises:
        InputError: it is no `https` URL; or `http`, where the operator does not allow this machine itself.
    """
    spaced = any(sign.isspace() or not sign.isprintable() for sign in url)
    _check(not spaced and len(url) <= LONGEST, "spaces, or too many signs", f"at most {LONGEST}")
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise _wrong(str(error), "a URL") from error
    _check(parts.scheme in PORTS and bool(host), f"{parts.scheme or 'no'} scheme", "https://…")
    bare = parts.username is None and parts.password is None and "#" not in url
    _check(bare, "a user, a password or a fragment", "a URL without them")
    private = parts.scheme == "https" or _plain_is_allowed(host)
    _check(private, "http, which anybody on the way can read", "https://…")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", host, port, path.encode("ascii", "replace").decode())


def resolved(target: Target) -> str:
    """The address to call.

    Raises:
        ForbiddenAddressError: none of those that the name has may be called.
        OSError: the name cannot be resolved.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(entry[4][0])) for entry in found]
    for address in addresses:
        if is_permitted(address, settings.WEBHOOK_NETWORKS) and (
            target.secure or address.is_loopback
        ):
            return str(address)
    message = f"{target.host} leads to no public address, so nothing was sent"
    raise ForbiddenAddressError(message)


def is_permitted(address: IPv4Address | IPv6Address, networks: Networks) -> bool:
    """Whether an address may be called: a public one, or one of the operator's networks."""
    inner = _inside(address)
    if any(one.version == net.version and one in net for one in inner for net in networks):
        return True
    return all(_is_public(one) for one in inner)


def _inside(address: IPv4Address | IPv6Address) -> Iterable[IPv4Address | IPv6Address]:
    """The address that is meant: IPv6 has ways to write an IPv4 address."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return [address.ipv4_mapped]
        if address.sixtofour is not None:
            return [address, address.sixtofour]
    return [address]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (
        address.is_private
        or address.is_multicast
        or address.is_reserved
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
    )


def _plain_is_allowed(host: str) -> bool:
    """Whether a name is this machine's own, and the operator lets webhooks go there."""
    try:
        address = ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return False
    return address.is_loopback and is_permitted(address, settings.WEBHOOK_NETWORKS)


def _check(good: bool, found: str, expected: str) -> None:  # noqa: FBT001 - what is checked comes first
    if not good:
        raise _wrong(found, expected)


def _wrong(found: str, expected: str) -> InputError:
    remedy = "Write the address of your program, such as https://payroll.example.org/totalis."
    return InputError([Problem("url", found, expected, remedy)])
