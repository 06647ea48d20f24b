"""The factory's own certificate authority: with it phones and PDAs reach this server by HTTPS."""

import ipaddress
import os
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from taktline.base.host import write_private
from taktline.base.instant import Instant
from taktline.platform.secret import secret_file

AUTHORITY_CERTIFICATE = "lan-authority.crt"
AUTHORITY_KEY = "lan-authority.key"
SERVER = "lan-server.pem"
"""Key and certificates of the server in one file, so that they are replaced together."""
AUTHORITY_FOR = timedelta(days=3650)
SERVER_FOR = timedelta(days=397)
"""Apple's devices believe no certificate of a server that is good for longer than 825 days."""
RENEWED_BEFORE = timedelta(days=60)
BACKDATED = timedelta(days=2)
"""The clock of a PDA that lay in a drawer is behind."""
COMMON_NAME_MAX = 64
"""X.520's upper bound."""
PRIVATE_NETWORKS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
    "100.64.0.0/10", "fc00::/7", "fe80::/10", "::1/128",
)  # fmt: skip
PRIVATE_NAMES = ("local", "lan", "home", "internal", "localhost")
HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Authority = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


class LocalTrust(msgspec.Struct, frozen=True, kw_only=True):
    """What devices need to trust this server, and what the server needs to be trusted.

    Attributes:
        authority: the authority's certificate (PEM): devices install it, it is no secret.
        fingerprint: its SHA-256 in pairs of digits, to be compared by eye.
        server: file with the server's key and certificates (PEM), mode 0600.
        ends_at: the server's certificate is good until then.
    """

    authority: bytes
    fingerprint: str
    server: Path
    ends_at: Instant


def local_trust(
    folder: Path, names: Sequence[str], addresses: Sequence[str], *, now: Instant
) -> LocalTrust:
    """Return the authority and the server's certificate; makes what is missing or nearly over.

    The authority is made once and stays; it may vouch for nothing but private networks, this
    machine's own names and the addresses it had then, so that a stolen key opens no bank. The
    server's certificate is made anew when it comes to its end or when the machine has other
    addresses.

    Args:
        folder: of the secrets, mode 0700.
        names: host names of this machine.
        addresses: IP addresses of this machine.
        now: the time it is.

    Raises:
        SecretFileOpen: a key may be read by others.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    hosts = _hosts(names)
    known = [ipaddress.ip_address(one.partition("%")[0]) for one in addresses]
    authority = _kept_authority(folder, now) or _new_authority(folder, (hosts, known), now=now)
    wanted = _allowed(authority[0], hosts, known)
    server = _kept_server(folder / SERVER, authority[0], wanted=wanted, now=now)
    if server is None:
        server = _new_server(folder / SERVER, authority, wanted=wanted, now=now)
    return LocalTrust(
        authority=authority[0].public_bytes(serialization.Encoding.PEM),
        fingerprint=":".join(f"{one:02X}" for one in authority[0].fingerprint(SHA256())),
        server=folder / SERVER,
        ends_at=server.not_valid_after_utc,
    )


def _hosts(names: Sequence[str]) -> list[str]:
    """Return the names a certificate can carry, each once."""
    lower = (name.lower().rstrip(".") for name in names)
    return list(dict.fromkeys(name for name in lower if HOST_NAME.fullmatch(name)))


def _kept_authority(folder: Path, now: Instant) -> Authority | None:
    """Return the authority of an earlier start; none where a part is missing or it is over."""
    certificate_file, key_file = folder / AUTHORITY_CERTIFICATE, folder / AUTHORITY_KEY
    if not (certificate_file.exists() and key_file.exists()):
        return None
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    key = serialization.load_pem_private_key(secret_file(key_file).encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    is_over = certificate.not_valid_after_utc - RENEWED_BEFORE < now
    return None if is_over else (certificate, key)


def _new_authority(
    folder: Path, machine: tuple[Sequence[str], Sequence[Address]], *, now: Instant
) -> Authority:
    hosts, addresses = machine
    key = ec.generate_private_key(ec.SECP256R1())
    title = f"Taktline {hosts[0] if hosts else 'local'} {now:%Y-%m-%d}"[:COMMON_NAME_MAX]
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])
    builder = _begun(name, name, key.public_key(), now=now, until=now + AUTHORITY_FOR)
    usage = _usage(signs_certificates=True)
    constraints = x509.NameConstraints(_permitted(hosts, addresses), None)
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(constraints, critical=True)
        .sign(key, SHA256())
    )
    write_private(folder / AUTHORITY_KEY, _pem(key))
    write_private(
        folder / AUTHORITY_CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM)
    )
    return certificate, key


def _permitted(hosts: Sequence[str], addresses: Sequence[Address]) -> list[x509.GeneralName]:
    """Return what the authority may vouch for."""
    networks = [ipaddress.ip_network(one) for one in PRIVATE_NETWORKS]
    own = [ipaddress.ip_network(one) for one in addresses if not _within(one, networks)]
    names = dict.fromkeys((*PRIVATE_NAMES, *hosts))
    return [
        *(x509.DNSName(name) for name in names),
        *(x509.IPAddress(network) for network in (*networks, *own)),
    ]


def _within(
    address: Address, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    return any(address in network for network in networks)


def _allowed(
    authority: x509.Certificate, hosts: Sequence[str], addresses: Sequence[Address]
) -> list[x509.GeneralName]:
    """Return those names and addresses of the machine that the authority may vouch for."""
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = constraints.permitted_subtrees or []
    networks = [one.value for one in permitted if isinstance(one, x509.IPAddress)]
    ranges = [one for one in networks if isinstance(one, ipaddress.IPv4Network)] + [
        one for one in networks if isinstance(one, ipaddress.IPv6Network)
    ]
    names = [one.value for one in permitted if isinstance(one, x509.DNSName)]
    return [
        *(x509.DNSName(host) for host in hosts if _below(host, names)),
        *(x509.IPAddress(one) for one in addresses if _within(one, ranges)),
    ]


def _below(host: str, names: Sequence[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)


def _kept_server(
    file: Path, authority: x509.Certificate, *, wanted: Sequence[x509.GeneralName], now: Instant
) -> x509.Certificate | None:
    """Return the server's certificate of an earlier start, if it still says what it should."""
    if not file.exists():
        return None
    certificate = x509.load_pem_x509_certificates(secret_file(file).encode())[0]
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    fits = set(wanted) <= set(named) and certificate.issuer == authority.subject
    return certificate if fits and certificate.not_valid_after_utc - RENEWED_BEFORE > now else None


def _new_server(
    file: Path, authority: Authority, *, wanted: Sequence[x509.GeneralName], now: Instant
) -> x509.Certificate:
    signer, signing_key = authority
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Taktline")])
    until = min(now + SERVER_FOR, signer.not_valid_after_utc)
    builder = _begun(name, signer.subject, key.public_key(), now=now, until=until)
    public = signing_key.public_key()
    certificate = (
        builder.add_extension(x509.SubjectAlternativeName(wanted), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .sign(signing_key, SHA256())
    )
    encoding = serialization.Encoding.PEM
    write_private(
        file, _pem(key) + certificate.public_bytes(encoding) + signer.public_bytes(encoding)
    )
    return certificate


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    *,
    now: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    """Return what both kinds of certificate begin with."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(int.from_bytes(os.urandom(16)) >> 1)
        .not_valid_before(now - BACKDATED)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
