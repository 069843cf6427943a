"""A certificate that the office brought: looked at before the server starts, so that a mistake has a sentence."""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from lms.tls.certificate import Certificate, CertificateError, fingerprint_of, first_host


def read_certificate(path: Path, key_path: Path, now: datetime) -> Certificate:
    """The certificate of TLS_CERT with the key of TLS_KEY.

    Raises CertificateError when a file is missing or unreadable, the key is another certificate's, or the
    certificate is not valid at this moment.
    """
    certificate = _load_certificate(path)
    if not _is_key_of(certificate, key_path):
        raise CertificateError(
            f"TLS_KEY {key_path} is not the key of the certificate {path}: give the two that belong together."
        )
    _refuse_expired(certificate, path, now)
    return Certificate(path, key_path, fingerprint_of(certificate), first_host(certificate))


def _load_certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(_read("TLS_CERT", path))[0]
    except ValueError as error:
        raise CertificateError(
            f"TLS_CERT {path} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)."
        ) from error


def _is_key_of(certificate: x509.Certificate, key_path: Path) -> bool:
    try:
        key = load_pem_private_key(_read("TLS_KEY", key_path), None)
    except TypeError as error:
        raise CertificateError(
            f"TLS_KEY {key_path} is protected by a password: store it without one, readable by its owner only."
        ) from error
    except ValueError as error:
        raise CertificateError(
            f"TLS_KEY {key_path} holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)."
        ) from error
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(*form) == certificate.public_key().public_bytes(*form)


def _refuse_expired(certificate: x509.Certificate, path: Path, now: datetime) -> None:
    if now >= certificate.not_valid_after_utc:
        raise CertificateError(
            f"The certificate {path} expired on {certificate.not_valid_after_utc:%d/%m/%Y}: renew it."
        )
    if now < certificate.not_valid_before_utc:
        raise CertificateError(
            f"The certificate {path} holds only from {certificate.not_valid_before_utc:%d/%m/%Y %H:%M} UTC: "
            "check the clock of this machine."
        )


def _read(setting: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CertificateError(f"{setting} names {path}, which does not exist.") from error
    except OSError as error:
        raise CertificateError(f"{setting} {path} cannot be read: {error.strerror}.") from error
