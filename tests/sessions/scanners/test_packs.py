"""The roster pack: complete, readable with a card in hand, and a riddle without one."""

import json
from base64 import b64decode

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select

from lms import clock
from lms.people.models import AccessEntry
from sessions.conferences.enums import SummonsState
from sessions.conferences.models import Summons
from sessions.invitations.issuing import reissue_code
from sessions.scanners.packs import index_of
from tests.sessions.checkin.hall import make_hall
from tests.sessions.scanners.desk import (
    AT,
    CARD_KEY,
    card_of,
    make_desk,
    make_holder,
    ms,
    scan,
    send,
    use_token,
)


@pytest.fixture
def desk(db):
    return make_desk(db)


def download(client, desk, gate=None, **headers):
    use_token(client, desk.token)
    gate_id = (gate or desk.hall.gate).id
    with clock.fixed(AT):
        return client.get(
            f"/quet/goi?cua={gate_id}", headers={"Accept": "application/json", **headers}
        )


def unseal(pack, code, record=None):
    """What the card opens, as the browser does it."""
    index = index_of(code)
    sealed = b64decode(record or dict(pack["records"])[_text(index)])
    key = HKDF(SHA256(), 32, b64decode(pack["salt"]), b"roster").derive(code.encode())
    return json.loads(AESGCM(key).decrypt(sealed[:12], sealed[12:], index))


def _text(index):
    from base64 import b64encode

    return b64encode(index).decode()


def test_a_card_opens_its_own_record(client, db, desk):
    _, card = make_holder(db, desk.hall)
    pack = download(client, desk).json
    assert unseal(pack, card) == {"n": "Nguyễn Thị Ánh", "u": "Văn phòng Bộ", "v": "", "t": 0}
    assert (pack["gate"], pack["made"]) == (desk.hall.gate.id, ms(AT))
    assert pack["opens"] < ms(AT) < pack["late"] < pack["closes"]


def test_no_name_can_be_read_without_cards(client, db, desk):
    _, card = make_holder(db, desk.hall)
    _, other = make_holder(db, desk.hall, name="Trần Văn Bình")
    answer = download(client, desk)
    body = answer.get_data()
    for word in ("Nguyễn", "Ánh", "Bình", "Văn phòng", desk.hall.main.name):
        assert word.encode() not in body
        assert json.dumps(word)[1:-1].encode() not in body
    for secret in (card, other):
        assert secret.encode() not in body
    with pytest.raises(InvalidTag):
        unseal(answer.json, card, dict(answer.json["records"])[_text(index_of(other))])


def test_two_packs_have_nothing_in_common_but_the_indexes(client, db, desk):
    make_holder(db, desk.hall)
    first, second = download(client, desk).json, download(client, desk).json
    assert first["salt"] != second["salt"]
    assert dict(first["records"]).keys() == dict(second["records"]).keys()
    assert set(dict(first["records"]).values()).isdisjoint(dict(second["records"]).values())


def test_records_have_few_lengths(client, db, desk):
    for name in ("Lê A", "Nguyễn Phương Linh Đan", "Trần Văn Bình"):
        make_holder(db, desk.hall, name=name)
    lengths = {len(record) for _, record in download(client, desk).json["records"]}
    assert len(lengths) <= 2


def test_a_pack_says_who_is_in_and_who_belongs_elsewhere(client, db, desk):
    _, card = make_holder(db, desk.hall)
    _, other = make_holder(db, desk.hall, name="Trần Văn Bình", venue=desk.hall.other)
    send(client, desk.token, [scan(1, desk.hall.gate, card)])
    pack = download(client, desk).json
    assert unseal(pack, card)["t"] == ms(AT)
    assert unseal(pack, other)["v"] == desk.hall.other.name


def test_former_cards_are_listed_by_digest_only(client, db, desk):
    person, former = make_holder(db, desk.hall)
    gone, withdrawn = make_holder(db, desk.hall, name="Trần Văn Bình")
    reissue_code(db, CARD_KEY, db.scalars(select(Summons).filter_by(person_id=person.id)).one())
    db.scalars(select(Summons).filter_by(person_id=gone.id)).one().state = SummonsState.WITHDRAWN
    pack = download(client, desk).json
    assert set(pack["former"]) == {_text(index_of(former)), _text(index_of(withdrawn))}
    assert set(dict(pack["records"])) == {_text(index_of(card_of(db, desk.hall, person)))}


def test_an_unchanged_pack_is_not_sent_again_and_not_logged(client, db, desk):
    make_holder(db, desk.hall)
    first = download(client, desk)
    again = download(client, desk, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    entries = db.scalars(select(AccessEntry).filter_by(action="scanner pack downloaded")).all()
    assert [(each.account_id, each.subject_id, each.detail) for each in entries] == [
        (desk.scanner.enrolled_by, desk.hall.conference.id, "Bàn số 1: 1")
    ]


def test_a_pack_changes_with_the_list_and_with_arrivals(client, db, desk):
    _, card = make_holder(db, desk.hall)
    versions = [download(client, desk).headers["ETag"]]
    send(client, desk.token, [scan(1, desk.hall.gate, card)])
    versions.append(download(client, desk).headers["ETag"])
    make_holder(db, desk.hall, name="Trần Văn Bình")
    versions.append(download(client, desk).headers["ETag"])
    assert len(set(versions)) == 3


def test_gates_of_other_venues_and_conferences_have_no_pack_here(client, db, desk):
    elsewhere = make_hall(db, title="Hội nghị B")
    for gate in (desk.hall.other_gate, elsewhere.gate):
        assert download(client, desk, gate).status_code == 404
    use_token(client, desk.token)
    for wanted in ("", "x", "9" * 40):
        with clock.fixed(AT):
            assert client.get(f"/quet/goi?cua={wanted}").status_code == 404


def test_a_pack_takes_a_fixed_number_of_statements(client, db, desk, count_queries):
    make_holder(db, desk.hall)
    with count_queries() as one:
        download(client, desk)
    for number in range(3):
        make_holder(db, desk.hall, name=f"Trần Văn {number}")
    with count_queries() as four:
        download(client, desk)
    assert len(one) == len(four)
