"""A certificate the office brought: taken as it is, or refused with one sentence that says why."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from lms.config import SettingError, read_settings
from lms.tls.certificate import CertificateError
from lms.tls.given import read_certificate
from lms.tls.network import Names
from lms.tls.own import keep_certificate

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path):
    """A certificate with its key, as an office would bring one."""
    return keep_certificate(tmp_path, Names(("hoctap.example.vn",), ()), NOW)


def refusal(path, key_path, now=NOW) -> str:
    with pytest.raises(CertificateError) as refused:
        read_certificate(path, key_path, now)
    return str(refused.value)


def test_good_pair_is_taken_with_its_name(office):
    taken = read_certificate(office.path, office.key_path, NOW)
    assert taken.host == "hoctap.example.vn"
    assert len(taken.fingerprint) == 95


def test_missing_files_are_named(office, tmp_path):
    assert "TLS_CERT names" in refusal(tmp_path / "none.pem", office.key_path)
    assert "TLS_KEY names" in refusal(office.path, tmp_path / "none.key")


def test_unreadable_key_is_named(office, tmp_path):
    assert "cannot be read: Is a directory" in refusal(office.path, tmp_path)


def test_file_of_something_else_is_named(office):
    assert "holds no certificate" in refusal(office.key_path, office.key_path)
    assert "holds no private key" in refusal(office.path, office.path)


def test_key_of_another_certificate_is_refused(office, tmp_path):
    other = keep_certificate(tmp_path / "other", Names(("khac.example.vn",), ()), NOW)
    assert "is not the key of the certificate" in refusal(office.path, other.key_path)


def test_key_with_a_password_is_refused(office, tmp_path):
    key = load_pem_private_key(office.key_path.read_bytes(), None)
    locked = tmp_path / "locked.key"
    form = Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"mat khau")
    locked.write_bytes(key.private_bytes(*form))
    assert "protected by a password" in refusal(office.path, locked)


def test_expired_certificate_is_refused_with_its_day(office):
    said = refusal(office.path, office.key_path, NOW + timedelta(days=500))
    assert "expired on 28/12/2027" in said


def test_certificate_of_the_future_points_at_the_clock(office):
    assert "check the clock" in refusal(office.path, office.key_path, NOW - timedelta(days=9))


@pytest.mark.parametrize(("given", "missing"), [("TLS_CERT", "TLS_KEY"), ("TLS_KEY", "TLS_CERT")])
def test_half_of_the_settings_is_refused(given, missing):
    with pytest.raises(SettingError, match=f"set {missing} as well"):
        read_settings({given: "/etc/ssl/hoctap"})


def test_given_certificate_switches_https_on():
    settings = read_settings({"TLS_CERT": "/a.pem", "TLS_KEY": "/a.key"})
    assert settings.tls
    assert settings.secure_cookies
    assert not settings.has_own_certificate


def test_plain_http_asks_nothing():
    settings = read_settings({"TLS": "0"})
    assert not settings.tls
    assert not settings.secure_cookies
