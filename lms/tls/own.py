"""The certificate that the product makes for itself, where a hall has no name and no authority would sign one.

Phones are asked to trust an authority that lives in the instance folder, not the certificate: when the machine gets
another address the certificate is made again, and nobody has to do anything. The authority may sign for this machine
and for private networks only (name constraints, RFC 5280 4.2.1.10), so its key is worth little elsewhere.
"""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lms.tls.certificate import Certificate, fingerprint_of, names_of
from lms.tls.network import Names

FOLDER = "tls"
AUTHORITY, SERVER = "authority", "server"
LIFE = timedelta(days=397)
"""Browsers refuse longer ones."""
AUTHORITY_LIFE = timedelta(days=3650)
RENEWED_BEFORE = timedelta(days=14)
"""No conference should see it expire."""
_BACKDATED = timedelta(days=1)
"""A phone whose clock is a little behind must not find it in the future."""
_PRIVATE = tuple(
    ip_network(each)
    for each in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
    )
)
Key = ec.EllipticCurvePrivateKey
Pair = tuple[x509.Certificate, Key]


def authority_path(instance: Path) -> Path:
    """Where the certificate lies that phones may be asked to trust."""
    return instance / FOLDER / f"{AUTHORITY}.crt"


def keep_certificate(instance: Path, names: Names, now: datetime) -> Certificate:
    """The certificate made at an earlier start, or a new one.

    New when there is none, when it is about to expire, or when the machine got a name or an address that is not in
    it; the authority is kept as long as it may sign for all of them.
    """
    folder = instance / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = _load(folder, AUTHORITY)
    if authority is None or not _may_sign(authority[0], names, now):
        authority = _make_authority(names, now)
        _store(folder, AUTHORITY, authority)
    server = _load(folder, SERVER)
    if server is None or not _stands_for(server[0], authority[0], names, now):
        _store(folder, SERVER, _make_server(authority, names, now))
    paths = folder / f"{SERVER}.crt", folder / f"{SERVER}.key"
    return Certificate(*paths, fingerprint_of(authority[0]), None)


def _may_sign(authority: x509.Certificate, names: Names, now: datetime) -> bool:
    found = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = found.permitted_subtrees or []
    hosts = {each.value for each in permitted if isinstance(each, x509.DNSName)}
    networks = [each.value for each in permitted if isinstance(each, x509.IPAddress)]
    return (
        now + LIFE < authority.not_valid_after_utc
        and set(names.hosts) <= hosts
        and all(_lies_in(address, networks) for address in names.addresses)
    )


def _lies_in(address: IPv4Address | IPv6Address, networks: Sequence[object]) -> bool:
    return any(isinstance(each, IPv4Network | IPv6Network) and address in each for each in networks)


def _stands_for(
    server: x509.Certificate, authority: x509.Certificate, names: Names, now: datetime
) -> bool:
    try:
        server.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    known = names_of(server)
    return (
        known is not None
        and now + RENEWED_BEFORE < server.not_valid_after_utc
        and set(names.hosts) <= set(known.get_values_for_type(x509.DNSName))
        and set(names.addresses) <= set(known.get_values_for_type(x509.IPAddress))
    )


def _make_authority(names: Names, now: datetime) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    title = _title(f"Điểm Cầu · {names.hosts[-1]}")
    own = [ip_network(address) for address in names.addresses]
    others = [each for each in own if not any(each.network_address in p for p in _PRIVATE)]
    permitted = [
        *(x509.DNSName(host) for host in names.hosts),
        *(x509.IPAddress(each) for each in (*_PRIVATE, *others)),
    ]
    begun = _begin(title, title, key.public_key(), now, AUTHORITY_LIFE)
    made = (
        begun.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return made.sign(key, SHA256()), key


def _make_server(authority: Pair, names: Names, now: datetime) -> Pair:
    signer, signing_key = authority
    key = ec.generate_private_key(ec.SECP256R1())
    known = [
        *(x509.DNSName(host) for host in names.hosts),
        *(x509.IPAddress(address) for address in names.addresses),
    ]
    begun = _begin(_title("Điểm Cầu"), signer.subject, key.public_key(), now, LIFE)
    made = (
        begun.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(known), critical=False)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()),
            critical=False,
        )
    )
    return made.sign(signing_key, SHA256()), key


def _begin(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now - _BACKDATED + life)
    )


def _title(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words[:64])])


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _load(folder: Path, name: str) -> Pair | None:
    """A certificate with its key; None where there is none, or where the two are no pair."""
    try:
        certificate = x509.load_pem_x509_certificate((folder / f"{name}.crt").read_bytes())
        key = load_pem_private_key((folder / f"{name}.key").read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return None
    if not isinstance(key, Key) or key.public_key() != certificate.public_key():
        return None
    return certificate, key


def _store(folder: Path, name: str, pair: Pair) -> None:
    certificate, key = pair
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(folder / f"{name}.key", secret, 0o600)
    _write(folder / f"{name}.crt", certificate.public_bytes(Encoding.PEM), 0o644)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Put a whole file in place, with its permissions from the first moment."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
