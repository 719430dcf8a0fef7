"""Where webhooks may go: to public addresses, by the address that was checked, and no further."""

import datetime
import ipaddress
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from customers.webhooks import posting, targets
from partnerhub.clock import now
from tests.customers.webhooks.conftest import Receiver, serve

PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "//hooks.example.com/",
        "https:///path",
        "https://",
        "hooks.example.com",
        "https://user:word@hooks.example.com/",
        "https://user@hooks.example.com/",
        "https://hooks.example.com/#part",
        "https://hooks.example.com:25/",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com:x/",
        "https://hooks.example.com\\@127.0.0.1/",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/\r\nHost: other",
        "https://hö.example.com/",
        "https://intranet/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://10.0.0.7/",
        "https://169.254.169.254/latest/meta-data",
        "https://-x.example.com/",
        f"https://{'a' * 64}.example.com/",
        f"https://hooks.example.com/{'x' * 2000}",
    ],
)
def test_an_address_that_is_refused_as_written(url):
    (problem,) = targets.check(url, allow_loopback=False)

    assert (problem.code, problem.field) == (90001, "targetUrl")


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com",
        "https://hooks.example.com:8443/a?b=c%20d",
        "https://xn--h-0ga.example.com/",
        "HTTPS://Hooks.Example.com:443/",
        f"https://{PUBLIC}/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    ],
)
def test_an_address_that_is_taken(url):
    assert list(targets.check(url, allow_loopback=False)) == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",  # noqa: S104
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "fe80::1", "fec0::1",
        "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "100::1",
    ],
)  # fmt: skip
def test_a_name_that_resolves_to_an_address_that_is_not_public_is_refused(address):
    outcome = posting.post(
        "https://hooks.example.com/", b"{}", {}, resolve=lambda host, port: [PUBLIC, address]
    )

    assert (outcome.error, outcome.status_code) == ("refused_address", None)


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700::1", "64:ff9b::93.184.215.14", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address):
    assert targets.is_public(ipaddress.ip_address(address))


def test_loopback_is_for_development_and_nothing_else_is(settings):
    settings.WEBHOOKS_ALLOW_LOOPBACK = True

    outcome = posting.post("https://hooks.example.com/", b"", {}, resolve=lambda *_name: ["10.0.0.1"])

    assert outcome.error == "refused_address"
    assert list(targets.check("http://localhost:8000/x", allow_loopback=True)) == []
    assert list(targets.check("http://10.0.0.1:8000/x", allow_loopback=True))
    assert list(targets.check("http://hooks.example.com/x", allow_loopback=True))


def test_a_name_is_resolved_once(receiver):
    port = targets.read(receiver.url).port
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    outcome = posting.post(f"http://localhost:{port}/x", b"{}", {}, resolve=rebinding)

    assert (outcome.status_code, outcome.response, asked) == (200, "thank you", ["localhost"])
    assert receiver.received[0].headers["Host"] == f"localhost:{port}"


def test_an_unknown_name_is_said(settings):
    def unknown(host, port):
        raise OSError

    assert posting.post("https://hooks.example.com/", b"", {}, resolve=unknown).error == "unknown_host"


def test_a_redirect_is_not_followed(receiver):
    receiver.answers.append((302, {"Location": receiver.url}, b""))

    outcome = posting.post(receiver.url, b"{}", {})

    assert (outcome.status_code, outcome.error, len(receiver.received)) == (302, "redirect", 1)


def test_of_a_long_answer_the_beginning_is_kept(receiver):
    receiver.answers.append((200, {}, b"x" * 500_000))

    outcome = posting.post(receiver.url, b"{}", {})

    assert (outcome.is_success, outcome.response) == (True, "x" * posting.KEPT)


def test_an_answer_that_drips_in_is_cut_off_in_time(receiver):
    class Slow(Receiver):
        def take(self, request):
            time.sleep(0.4)
            return super().take(request)

    slow = serve(Slow())
    outcome = posting.post(f"http://127.0.0.1:{slow.server_port}/", b"{}", {}, timeout=0.1)
    slow.shutdown()
    slow.server_close()

    assert outcome.error == "timeout"
    assert 90 <= outcome.latency_ms < 400


def certified(name, tmp_path):
    """TLS for a server of this name, and for a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - datetime.timedelta(days=1))
        .not_valid_after(now() + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "both.pem"
    unencrypted = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, unencrypted) + certificate.public_bytes(pem)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=certificate.public_bytes(pem).decode())


@pytest.mark.parametrize(
    ("called", "error"), [("hooks.example.com", ""), ("other.example.com", "no_connection")]
)
def test_the_certificate_must_be_of_the_name_though_the_address_is_pinned(settings, tmp_path, called, error):
    settings.WEBHOOKS_ALLOW_LOOPBACK = True
    for_server, for_client = certified("hooks.example.com", tmp_path)
    server = serve(Receiver(), tls=for_server)

    outcome = posting.post(
        f"https://{called}:{server.server_port}/",
        b"{}",
        {},
        resolve=lambda host, port: ["127.0.0.1"],
        tls=for_client,
    )
    server.shutdown()
    server.server_close()

    assert outcome.error == error
