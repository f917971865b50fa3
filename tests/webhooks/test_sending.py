"""One sending: under TLS to the name that was meant, without redirects, and never for long."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from time import perf_counter

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.webhooks.conftest import receiving
from totalis.webbase.webhooks import sending
from totalis.webbase.webhooks.sending import post


def certificate(folder, name):
    """A certificate for a name, by itself, in a folder: the file that holds it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2040, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture
def secured(tmp_path, monkeypatch):
    """`secured(name)`: a receiver under TLS whose certificate, for that name, this machine trusts."""

    def server(name):
        path = certificate(tmp_path, name)
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return receiving(context, "localhost")

    return server


def test_tls_to_the_name_of_the_certificate(secured):
    with secured("localhost") as receiver:
        answer = post(receiver.url, b'{"a":1}', {"x-own": "1"})
        assert (answer.status, answer.delivered) == (204, True)
        (got,) = receiver.got
    assert got.body == b'{"a":1}'
    assert got.headers["content-type"] == "application/json"
    assert got.headers["user-agent"].startswith("Totalis/")
    assert got.headers["x-own"] == "1"


def test_a_certificate_of_another_name_is_refused(secured):
    with secured("somebody-else.example") as receiver:
        answer = post(receiver.url, b"{}", {})
        assert answer.status is None
        assert "CERTIFICATE_VERIFY_FAILED" in answer.text
        assert not receiver.got


def test_a_certificate_that_nobody_vouches_for_is_refused(secured, monkeypatch, tmp_path):
    with secured("localhost") as receiver:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path, "another")))
        assert "CERTIFICATE_VERIFY_FAILED" in post(receiver.url, b"{}", {}).text
        assert not receiver.got


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(receiver, status):
    with receiving() as elsewhere:
        receiver.status, receiver.more = status, {"Location": elsewhere.url}
        answer = post(receiver.url, b"{}", {})
        assert answer.status == status
        assert not answer.delivered
        assert "not followed" in answer.text
        assert not elsewhere.got


def test_nobody_there_is_an_answer_too(nobody):
    answer = post(nobody, b"{}", {})
    assert answer.status is None
    assert "ConnectionRefusedError" in answer.text


def test_a_name_that_is_none_is_an_answer_too():
    answer = post("https://nowhere.invalid/", b"{}", {})
    assert answer.status is None
    assert not answer.delivered


def test_only_the_first_of_a_long_answer_is_kept(receiver):
    receiver.status, receiver.says = 500, b"\0no" * 1_000_000
    answer = post(receiver.url, b"{}", {})
    assert answer.status == 500
    assert 0 < len(answer.text) <= sending.ANSWER_BYTES
    assert "\0" not in answer.text


def drip(listening, piece):
    """Send a byte now and then, as if an answer would come, for half a minute or until the other side hangs up."""
    taken, _address = listening.accept()
    with taken:
        taken.recv(4096)
        taken.settimeout(0.05)
        for _ in range(600):
            try:
                taken.sendall(piece)
                if not taken.recv(4096):
                    return
            except TimeoutError:
                continue
            except OSError:
                return


@pytest.mark.parametrize("piece", [b"x", b"HTTP/1.1 100 Continue\r\n\r\n", b""])
def test_who_drips_an_answer_does_not_hold_the_worker(monkeypatch, piece):
    monkeypatch.setattr(sending, "DEADLINE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening, piece))
        thread.start()
        began = perf_counter()
        answer = post(f"http://127.0.0.1:{listening.getsockname()[1]}/", b"{}", {})
        assert perf_counter() - began < 15, "The worker was held until the other side ended"
        thread.join()
    assert answer.status is None
    assert answer.text
