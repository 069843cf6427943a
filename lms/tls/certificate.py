"""A certificate in use, and the one sentence said when it cannot be."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `cryptography` costs start-up time and memory that only HTTPS should pay
    from cryptography.x509 import Certificate as AnyCertificate
    from cryptography.x509 import SubjectAlternativeName


class CertificateError(Exception):
    """HTTPS cannot be served; the message says why and what to do, in one sentence."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the server shows to browsers."""

    path: Path
    key_path: Path
    fingerprint: str
    """SHA-256 of what people are asked to trust: the authority's, where the product has its own."""
    host: str | None
    """The name that the certificate was given for; None for one of the product's own."""


def fingerprint_of(certificate: "AnyCertificate") -> str:
    """SHA-256 as browsers and phones show it: pairs of hexadecimal digits."""
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex(":").upper()


def names_of(certificate: "AnyCertificate") -> "SubjectAlternativeName | None":
    """The names and addresses a certificate stands for, if it says."""
    from cryptography.x509 import ExtensionNotFound, SubjectAlternativeName

    try:
        return certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
    except ExtensionNotFound:
        return None


def first_host(certificate: "AnyCertificate") -> str | None:
    """The first name a browser can be sent to; a name for many (`*.`) is none."""
    from cryptography.x509 import DNSName

    names = names_of(certificate)
    found = names.get_values_for_type(DNSName) if names else []
    return next((name for name in found if not name.startswith("*")), None)
