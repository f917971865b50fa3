"""Where webhooks may go: the public network and what the operator allows; nothing a name can do leads elsewhere."""

from __future__ import annotations

import socket
from ipaddress import ip_address, ip_network

import pytest

from totalis.kernel.errors import InputError
from totalis.webbase.webhooks.address import (
    ForbiddenAddressError,
    Target,
    is_permitted,
    resolved,
    target_of,
)
from totalis.webbase.webhooks.sending import post

CLOSED = [
    "0.0.0.0",  # noqa: S104 - an address to be refused
    "10.0.0.1",
    "100.64.0.1",  # RFC 6598, between a provider and its customers
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",  # where clouds tell a machine its own keys
    "172.16.0.1",
    "172.31.255.255",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::1",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
]
OPEN = ["1.1.1.1", "93.184.215.14", "172.32.0.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"]


@pytest.fixture
def names(monkeypatch):
    """`names(host=[addresses])`: what the resolver says."""

    def say(**found):
        def getaddrinfo(host, port, **_more):
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                for address in found[host]
            ]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return say


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_not_public_is_closed(address):
    assert not is_permitted(ip_address(address), [])


@pytest.mark.parametrize("address", OPEN)
def test_what_is_public_is_open(address):
    assert is_permitted(ip_address(address), [])


def test_the_operator_opens_networks_and_no_more():
    allowed = [ip_network("10.1.0.0/16"), ip_network("fd00::/8")]
    assert is_permitted(ip_address("10.1.2.3"), allowed)
    assert is_permitted(ip_address("::ffff:10.1.2.3"), allowed)
    assert is_permitted(ip_address("fd12::1"), allowed)
    assert not is_permitted(ip_address("10.2.0.1"), allowed)
    assert not is_permitted(ip_address("169.254.169.254"), allowed)


def test_the_first_open_address_of_a_name_is_called(names):
    names(mixed=["10.0.0.1", "1.1.1.1"], inner=["10.0.0.1", "::1"])
    assert resolved(Target(secure=True, host="mixed", port=443, path="/")) == "1.1.1.1"
    with pytest.raises(ForbiddenAddressError, match="no public address"):
        resolved(Target(secure=True, host="inner", port=443, path="/"))


def test_http_goes_to_this_machine_only(names, settings):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8")]
    names(localhost=["10.0.0.1"])
    with pytest.raises(ForbiddenAddressError):
        resolved(Target(secure=False, host="localhost", port=80, path="/"))


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:7f00:1]"]
)
def test_every_way_to_write_this_machine_is_closed(settings, receiver, host):
    settings.WEBHOOK_NETWORKS = []
    port = receiver.url.rsplit(":", 1)[1]
    answer = post(f"https://{host}:{port}", b"{}", {})
    assert answer.status is None
    assert "ForbiddenAddressError" in answer.text
    assert not receiver.got


def test_a_name_that_changes_its_mind_is_called_where_it_was_checked(monkeypatch, receiver):
    """DNS rebinding: the second look-up would lead elsewhere; there is none."""
    real, calls = socket.getaddrinfo, []

    def getaddrinfo(host, *rest, **more):
        if host == "localhost":
            calls.append(host)
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    answer = post(receiver.url.replace("127.0.0.1", "localhost"), b"{}", {})
    assert answer.status == 204
    assert calls == ["localhost"]
    assert receiver.got[0].headers["host"].startswith("localhost:")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "payroll.example.org",
        "http://payroll.example.org/",
        "ftp://payroll.example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://user:password@payroll.example.org/",
        "https://user@payroll.example.org/",
        "https://payroll.example.org/#part",
        "https://payroll.example.org:99999/",
        "https://payroll.example.org:port/",
        "https://payroll.example.org/a b",
        "https://payroll.example.org/\r\nX-Header: 1",
        "https://payroll..example.org/",
        f"https://payroll.example.org/{'a' * 500}",
    ],
)
def test_what_cannot_be_called_is_refused(url):
    with pytest.raises(InputError) as caught:
        target_of(url)
    (problem,) = caught.value.problems
    assert problem.path == "url"
    assert "https://" in problem.remedy


def test_http_is_refused_where_the_operator_says_nothing(settings):
    assert target_of("http://127.0.0.1:8000/x?a=1") == (False, "127.0.0.1", 8000, "/x?a=1")
    settings.WEBHOOK_NETWORKS = []
    with pytest.raises(InputError):
        target_of("http://127.0.0.1:8000/")


def test_an_address_is_taken_apart():
    assert target_of("https://payroll.example.org") == (True, "payroll.example.org", 443, "/")
    assert target_of("https://Bücher.example/") == (
        True,
        "xn--bcher-kva.example",
        443,
        "/",
    )
