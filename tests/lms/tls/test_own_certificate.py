"""The certificate that the product makes for itself: kept while it is good, made again when it is not."""

import stat
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from lms.tls.certificate import names_of
from lms.tls.network import Names
from lms.tls.own import LIFE, keep_certificate

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
LOOPBACK = (IPv4Address("127.0.0.1"), IPv6Address("::1"))
HALL = Names(("localhost", "hoctap", "hoctap.local"), (*LOOPBACK, IPv4Address("192.168.1.20")))


def load(path):
    return x509.load_pem_x509_certificate(path.read_bytes())


def verify(instance, name, at=NOW):
    """What a client that trusts the authority says of the server under a name or an address."""
    store = Store([load(instance / "tls" / "authority.crt")])
    verifier = PolicyBuilder().store(store).time(at).build_server_verifier(name)
    return verifier.verify(load(instance / "tls" / "server.crt"), [])


@pytest.mark.parametrize(
    "name", [x509.DNSName("hoctap.local"), *(x509.IPAddress(each) for each in HALL.addresses)]
)
def test_certificate_stands_for_every_name_and_address(tmp_path, name):
    keep_certificate(tmp_path, HALL, NOW)
    assert verify(tmp_path, name)


def test_certificate_lives_as_long_as_browsers_take(tmp_path):
    made = load(keep_certificate(tmp_path, HALL, NOW).path)
    assert made.not_valid_after_utc - made.not_valid_before_utc == LIFE


def test_keys_are_readable_by_their_owner_only(tmp_path):
    keep_certificate(tmp_path, HALL, NOW)
    modes = {stat.S_IMODE(key.stat().st_mode) for key in (tmp_path / "tls").glob("*.key")}
    assert modes == {0o600}


def test_second_start_keeps_everything(tmp_path):
    first = keep_certificate(tmp_path, HALL, NOW)
    kept = {path: path.read_bytes() for path in (tmp_path / "tls").iterdir()}

    assert keep_certificate(tmp_path, HALL, NOW + timedelta(days=300)) == first
    assert {path: path.read_bytes() for path in (tmp_path / "tls").iterdir()} == kept


def test_expired_certificate_is_replaced_and_phones_still_trust(tmp_path):
    first = keep_certificate(tmp_path, HALL, NOW)
    old = first.path.read_bytes()
    later = NOW + timedelta(days=400)

    assert keep_certificate(tmp_path, HALL, later).fingerprint == first.fingerprint
    assert first.path.read_bytes() != old
    assert verify(tmp_path, x509.DNSName("localhost"), later)


def test_new_address_of_the_machine_gets_into_the_certificate(tmp_path):
    first = keep_certificate(tmp_path, HALL, NOW)
    moved = Names(HALL.hosts, (*LOOPBACK, IPv4Address("10.0.0.7")))

    second = keep_certificate(tmp_path, moved, NOW)

    assert second.fingerprint == first.fingerprint
    names = names_of(load(second.path))
    assert IPv4Address("10.0.0.7") in names.get_values_for_type(x509.IPAddress)


@pytest.mark.parametrize(
    "names",
    [
        Names(("localhost", "maykhac"), LOOPBACK),
        Names(HALL.hosts, (*LOOPBACK, IPv4Address("8.8.4.4"))),
    ],
    ids=["name", "public address"],
)
def test_authority_is_replaced_when_it_may_not_sign(tmp_path, names):
    first = keep_certificate(tmp_path, HALL, NOW)
    second = keep_certificate(tmp_path, names, NOW)

    assert second.fingerprint != first.fingerprint
    assert verify(tmp_path, x509.IPAddress(names.addresses[-1]))


@pytest.mark.parametrize("spoilt", ["server.key", "server.crt", "authority.crt"])
def test_spoilt_file_is_made_again(tmp_path, spoilt):
    keep_certificate(tmp_path, HALL, NOW)
    (tmp_path / "tls" / spoilt).write_text("cut o")

    keep_certificate(tmp_path, HALL, NOW)

    assert verify(tmp_path, x509.DNSName("localhost"))


def test_key_of_another_certificate_is_replaced(tmp_path):
    other = keep_certificate(tmp_path / "other", HALL, NOW)
    mine = keep_certificate(tmp_path / "mine", HALL, NOW)
    mine.key_path.write_bytes(other.key_path.read_bytes())

    keep_certificate(tmp_path / "mine", HALL, NOW)

    assert mine.key_path.read_bytes() != other.key_path.read_bytes()


def test_authority_vouches_for_no_other_site(tmp_path):
    keep_certificate(tmp_path, HALL, NOW)
    authority = load(tmp_path / "tls" / "authority.crt")
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints)

    assert permitted.critical
    hosts = {
        each.value for each in permitted.value.permitted_subtrees if isinstance(each, x509.DNSName)
    }
    assert hosts == set(HALL.hosts)
    with pytest.raises(VerificationError):
        verify(tmp_path, x509.DNSName("example.vn"))
