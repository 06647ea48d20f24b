"""A server vouches for itself in its own network: whom it convinces, of what, and for how long."""

import ipaddress
import ssl
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from taktline.base.host import host_names, own_addresses, utc_now
from taktline.platform.local_authority import (
    AUTHORITY_CERTIFICATE,
    AUTHORITY_KEY,
    SERVER,
    SERVER_FOR,
    LocalTrust,
    local_trust,
)
from taktline.platform.secret import SecretFileOpen

NAMES = ["Halle-2", "halle-2.local"]
ADDRESSES = ["192.168.7.20", "fd00::7", "127.0.0.1"]


def trusted(
    folder: Path, *, at: datetime | None = None, addresses: list[str] = ADDRESSES
) -> LocalTrust:
    return local_trust(folder, NAMES, addresses, now=at or utc_now())


def handshake(trust: LocalTrust, server: Path, name: str) -> None:
    """Let a device that trusts only this authority call a server by a name; no network needed."""
    device = ssl.create_default_context(cadata=trust.authority.decode())
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(server)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    caller = device.wrap_bio(back, there, server_hostname=name)
    called = shown.wrap_bio(there, back, server_side=True)
    for _ in range(3):
        for side in (caller, called):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert caller.version() is not None


@pytest.mark.parametrize(
    "name", ["192.168.7.20", "fd00::7", "127.0.0.1", "halle-2.local", "halle-2"]
)
def test_a_device_that_trusts_the_authority_reaches_the_server_by_each_of_its_names(
    tmp_path: Path, name: str
) -> None:
    trust = trusted(tmp_path)
    handshake(trust, trust.server, name)


def test_a_name_that_is_not_the_servers_is_refused(tmp_path: Path) -> None:
    trust = trusted(tmp_path)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(trust, trust.server, "192.168.7.21")


def test_a_stolen_key_of_the_authority_opens_no_bank(tmp_path: Path) -> None:
    trust = trusted(tmp_path)
    for name, is_believed in (("other.local", True), ("bank.example", False)):
        forged = forge(tmp_path, name)
        if is_believed:
            handshake(trust, forged, name)
        else:
            with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
                handshake(trust, forged, name)


def forge(folder: Path, name: str) -> Path:
    """Sign a certificate for another's name with the authority's own key."""
    authority = x509.load_pem_x509_certificate((folder / AUTHORITY_CERTIFICATE).read_bytes())
    signer = serialization.load_pem_private_key((folder / AUTHORITY_KEY).read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    now = utc_now()
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=True)
        .sign(signer, SHA256())
    )
    pem = serialization.Encoding.PEM
    kept = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / f"{name}.pem"
    file.write_bytes(kept + made.public_bytes(pem))
    return file


def test_the_authority_is_made_once_and_the_servers_certificate_renewed_before_its_end(
    tmp_path: Path,
) -> None:
    start = datetime(2026, 5, 4, 8, tzinfo=UTC)
    first = trusted(tmp_path, at=start)
    shown = first.server.read_bytes()
    later = trusted(tmp_path, at=start + timedelta(days=300))
    assert (later, later.server.read_bytes()) == (first, shown)
    renewed = trusted(tmp_path, at=start + timedelta(days=350))
    assert renewed.server.read_bytes() != shown
    assert renewed.fingerprint == first.fingerprint
    assert first.ends_at == start + SERVER_FOR < renewed.ends_at


def test_another_address_of_the_machine_is_vouched_for_and_one_it_lost_costs_nothing(
    tmp_path: Path,
) -> None:
    first = trusted(tmp_path)
    shown = first.server.read_bytes()
    assert trusted(tmp_path, addresses=ADDRESSES[:1]).server.read_bytes() == shown
    moved = trusted(tmp_path, addresses=["192.168.7.99"])
    assert moved.fingerprint == first.fingerprint
    handshake(first, moved.server, "192.168.7.99")


def test_a_public_address_is_vouched_for_only_if_the_machine_had_it_when_the_authority_was_made(
    tmp_path: Path,
) -> None:
    trusted(tmp_path, addresses=[*ADDRESSES, "198.51.100.7"])
    moved = trusted(tmp_path, addresses=["198.51.100.7", "198.51.100.8"])
    certificate = x509.load_pem_x509_certificates(moved.server.read_bytes())[0]
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = named.get_values_for_type(x509.IPAddress)
    assert ipaddress.ip_address("198.51.100.7") in addresses
    assert ipaddress.ip_address("198.51.100.8") not in addresses


@pytest.mark.skipif(sys.platform == "win32", reason="modes mean nothing on Windows")
def test_keys_are_their_owners_alone_and_an_open_one_is_refused(tmp_path: Path) -> None:
    trusted(tmp_path)
    for name in (AUTHORITY_KEY, SERVER):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    (tmp_path / AUTHORITY_KEY).chmod(0o644)
    with pytest.raises(SecretFileOpen, match=AUTHORITY_KEY):
        trusted(tmp_path)


def test_a_machine_knows_its_names_and_addresses() -> None:
    assert own_addresses()[-1] == "127.0.0.1"
    assert all(host_names())
