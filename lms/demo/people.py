"""About 320 people of the invented ministry: the same ones at every seeding, none of them real."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from lms.demo.names import NameMaker
from lms.demo.units import DemoUnit
from lms.people.enums import Category, PartyStatus, Sex
from lms.text import fold

SEED: Final = 1303
MAIL_DOMAIN: Final = "demo.example"

_SIZES: Final = (
    {"S01": 6, "S01.1": 14, "S01.2": 12, "S01.3": 8, "S02": 9, "S03": 10, "S04": 10, "S05": 8}
    | {"S06": 7, "S07": 10, "S08": 10, "S09": 9, "S10": 9, "S11": 8, "S12": 10, "S13": 9, "S14": 9}
    | {"S15": 8, "S15.1": 10, "S15.2": 9, "S16": 18, "S17": 16, "S18": 11, "S19": 14, "S19.1": 11}
    | {"S19.2": 10, "S20": 24, "S21": 13, "S22": 8, "S23": 10}
)
_JOINT_CELLS: Final = {"S06": "P05", "S01.3": "P01.2", "S15.1": "P15", "S15.2": "P15"}
"""Where the Party cell does not carry the unit's own number."""

_OFFICE: Final = ("Chuyên viên cao cấp", "Chuyên viên chính", "Chuyên viên", "Chuyên viên")
_SPECIALISTS: Final = {
    "S19": ("Giảng viên cao cấp", "Giảng viên chính", "Giảng viên", "Chuyên viên"),
    "S20": ("Giảng viên chính", "Giảng viên", "Giảng viên", "Kế toán viên"),
    "S21": ("Nghiên cứu viên chính", "Nghiên cứu viên", "Nghiên cứu viên", "Chuyên viên"),
    "S22": ("Biên tập viên chính", "Biên tập viên", "Phóng viên", "Phóng viên"),
    "S23": ("Kỹ sư chính", "Kỹ sư", "Kỹ sư", "Chuyên viên"),
    "S02": ("Thanh tra viên chính", "Thanh tra viên", "Thanh tra viên", "Chuyên viên"),
}
_SERVICE: Final = {
    Sex.MALE: ("Lái xe", "Nhân viên bảo vệ", "Nhân viên kỹ thuật"),
    Sex.FEMALE: ("Nhân viên phục vụ", "Nhân viên văn thư", "Nhân viên thư viện"),
}
_PUBLIC_SERVICE: Final = frozenset({"S19", "S20", "S21", "S22", "S23"})
"""Units whose staff are public employees (viên chức), not civil servants."""

_LEADING, _SENIOR, _STAFF, _HELPING = range(4)
_MEMBERS_IN_100: Final = {_LEADING: 100, _SENIOR: 80, _STAFF: 43, _HELPING: 22}
_BORN: Final = {
    _LEADING: (1964, 1980),
    _SENIOR: (1966, 1985),
    _STAFF: (1972, 2000),
    _HELPING: (1962, 1998),
}


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One invented person, in the words of a roster."""

    personnel_code: str
    full_name: str
    sex: Sex
    born_on: date
    position: str
    category: Category
    party_status: PartyStatus
    party_position: str
    is_exempt: bool
    state_unit: str
    party_unit: str | None
    email: str
    phone: str


def invent_people(units: tuple[DemoUnit, ...]) -> tuple[DemoPerson, ...]:
    """Everybody, unit by unit with the leaders first, as an office lists its people."""
    draw = Random(SEED)  # noqa: S311 - a repeatable cast, not a secret
    names, taken = NameMaker(draw), dict[str, int]()
    people: list[DemoPerson] = []
    for unit in units:
        for place in range(_SIZES.get(unit.code, 0)):
            people.append(_person(draw, names, taken, unit, place, len(people) + 1))
    return tuple(people)


def _person(
    draw: Random, names: NameMaker, taken: dict[str, int], unit: DemoUnit, place: int, number: int
) -> DemoPerson:
    rank = _rank(draw, unit, place)
    men = 0.62 if rank in (_LEADING, _HELPING) else 0.46
    sex = Sex.MALE if draw.random() < men else Sex.FEMALE
    name = names.next(sex)
    born_on = _birthday(draw, rank)
    status = _party_status(draw, rank, born_on)
    return DemoPerson(
        personnel_code=f"PTCD{number:04}",
        full_name=name,
        sex=sex,
        born_on=born_on,
        position=_position(draw, unit, place, rank, sex),
        category=_category(unit, rank),
        party_status=status,
        party_position=_party_position(status, rank, unit.code, place),
        is_exempt=status is PartyStatus.OFFICIAL and draw.random() < 0.015,
        state_unit=unit.code,
        party_unit=_party_unit(unit.code) if status.is_member else None,
        email=_address(name, taken),
        phone=f"0900000{number:03}",
    )


def _rank(draw: Random, unit: DemoUnit, place: int) -> int:
    if place <= (2 if unit.leader_title else 1):
        return _LEADING
    if draw.random() < (0.3 if unit.top in ("S01", "S20") else 0.07):
        return _HELPING
    return _SENIOR if draw.random() < 0.3 else _STAFF


def _position(draw: Random, unit: DemoUnit, place: int, rank: int, sex: Sex) -> str:
    if rank == _LEADING:
        leader = unit.leader_title or _head_of(unit.name)
        return f"Phó {leader}" if place else leader
    if rank == _HELPING:
        return draw.choice(_SERVICE[sex])
    ladder = _SPECIALISTS.get(unit.top, _OFFICE)
    return draw.choice(ladder[:2] if rank == _SENIOR else ladder[2:])


def _head_of(name: str) -> str:
    return "Trưởng phòng" if name.startswith("Phòng") else "Giám đốc"


def _birthday(draw: Random, rank: int) -> date:
    first, last = _BORN[rank]
    year = round(draw.triangular(first, last, (first + last) / 2))
    return date(year, 1, 1) + timedelta(days=draw.randrange(365))


def _party_status(draw: Random, rank: int, born_on: date) -> PartyStatus:
    if draw.randrange(100) >= _MEMBERS_IN_100[rank]:
        return PartyStatus.NONE
    is_new = born_on.year >= 1992 and draw.random() < 0.5
    return PartyStatus.PROBATIONARY if is_new else PartyStatus.OFFICIAL


def _party_position(status: PartyStatus, rank: int, code: str, place: int) -> str:
    """The head leads the cell of the unit; a cell of several units is led by somebody of none of them here."""
    if rank != _LEADING or status is not PartyStatus.OFFICIAL or code in _JOINT_CELLS:
        return ""
    return "Phó Bí thư" if place else "Bí thư"


def _category(unit: DemoUnit, rank: int) -> Category:
    if rank == _HELPING:
        return Category.WORKER
    return Category.PUBLIC_EMPLOYEE if unit.top in _PUBLIC_SERVICE else Category.CIVIL_SERVANT


def _party_unit(state_code: str) -> str:
    return _JOINT_CELLS.get(state_code, "P" + state_code[1:])


def _address(name: str, taken: dict[str, int]) -> str:
    """Given name and initials, as offices make them: anhnt@…, then anhnt2@…"""
    words = fold(name).split()
    login = words[-1] + "".join(word[0] for word in words[:-1])
    taken[login] = taken.get(login, 0) + 1
    number = taken[login]
    return f"{login}{number if number > 1 else ''}@{MAIL_DOMAIN}"
