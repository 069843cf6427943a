"""Which column of a roster holds what, known by the words of its heading.

Offices order columns as they like, break headings over two lines and merge cells. A heading is
compared without diacritics, case and punctuation; the first phrase it contains decides.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lms.text import words_of


class Field(StrEnum):
    """What the product takes from a roster."""

    LIST_NO = "list no"
    CODE = "personnel code"
    FULL_NAME = "full name"
    SORT_NAME = "name to sort by"
    FAMILY_NAME = "family and middle names"
    GIVEN_NAME = "given name"
    BORN = "born"
    BORN_MALE = "born, men"
    BORN_FEMALE = "born, women"
    SEX = "sex"
    IS_MALE = "men"
    IS_FEMALE = "women"
    POSITION = "position"
    UNIT = "unit"
    CATEGORY = "category"
    MEMBER = "Party member"
    MEMBER_OFFICIAL = "full member"
    MEMBER_PROBATIONARY = "probationary member"
    PARTY_UNIT = "Party organisation"
    PHONE = "phone"
    EMAIL = "e-mail"
    NOTE = "note"


EXACT: Final[dict[str, Field]] = {
    "tt": Field.LIST_NO,
    "no": Field.LIST_NO,
    "ma": Field.CODE,
    "id": Field.CODE,
    "ten": Field.GIVEN_NAME,
    "ho": Field.FAMILY_NAME,
    "name": Field.FULL_NAME,
    "phong": Field.UNIT,
    "unit": Field.UNIT,
    "mail": Field.EMAIL,
    "dt": Field.PHONE,
    "tel": Field.PHONE,
    "dv": Field.MEMBER,
    "dang": Field.MEMBER,
    "phai": Field.SEX,
    "sex": Field.SEX,
    "dien": Field.NOTE,
    "note": Field.NOTE,
}
"""Headings so short that they count only when nothing else stands there."""

_IGNORED: Final = None

PHRASES: Final[tuple[tuple[str, Field | None], ...]] = (
    ("vao dang", _IGNORED),
    ("vao chi bo", _IGNORED),
    ("chinh thuc ngay", _IGNORED),
    ("ngay chinh thuc", _IGNORED),
    ("so the", _IGNORED),
    ("the dang", _IGNORED),
    ("can cuoc", _IGNORED),
    ("cccd", _IGNORED),
    ("cmnd", _IGNORED),
    ("chuc vu dang", _IGNORED),
    ("ky ten", _IGNORED),
    ("chu ky", _IGNORED),
    ("so ghe", _IGNORED),
    ("diem cau", _IGNORED),
    ("hoi truong", _IGNORED),
    ("dan toc", _IGNORED),
    ("ton giao", _IGNORED),
    ("que quan", _IGNORED),
    ("dia chi thu", Field.EMAIL),
    ("thu dien tu", Field.EMAIL),
    ("e mail", Field.EMAIL),
    ("email", Field.EMAIL),
    ("hop thu", Field.EMAIL),
    ("dien thoai", Field.PHONE),
    ("di dong", Field.PHONE),
    ("sdt", Field.PHONE),
    ("dtdd", Field.PHONE),
    ("mobile", Field.PHONE),
    ("phone", Field.PHONE),
    ("stt", Field.LIST_NO),
    ("so tt", Field.LIST_NO),
    ("so thu tu", Field.LIST_NO),
    ("ma nhan su", Field.CODE),
    ("ma nhan vien", Field.CODE),
    ("ma can bo", Field.CODE),
    ("ma cong chuc", Field.CODE),
    ("ma cbcc", Field.CODE),
    ("ma nv", Field.CODE),
    ("ma so", Field.CODE),
    ("so hieu", Field.CODE),
    ("personnel code", Field.CODE),
    ("ten de sap xep", Field.SORT_NAME),
    ("ten sap xep", Field.SORT_NAME),
    ("name to sort by", Field.SORT_NAME),
    ("ho va dem", Field.FAMILY_NAME),
    ("ho dem", Field.FAMILY_NAME),
    ("ho va ten dem", Field.FAMILY_NAME),
    ("ho ten dem", Field.FAMILY_NAME),
    ("ho va chu dem", Field.FAMILY_NAME),
    ("ho chu dem", Field.FAMILY_NAME),
    ("ho va ten lot", Field.FAMILY_NAME),
    ("ho lot", Field.FAMILY_NAME),
    ("ho va ten", Field.FULL_NAME),
    ("ho ten", Field.FULL_NAME),
    ("ten dai bieu", Field.FULL_NAME),
    ("full name", Field.FULL_NAME),
    ("ngay thang nam sinh", Field.BORN),
    ("ngay thang sinh", Field.BORN),
    ("ngay sinh", Field.BORN),
    ("nam sinh", Field.BORN),
    ("sinh ngay", Field.BORN),
    ("date of birth", Field.BORN),
    ("gioi tinh", Field.SEX),
    ("nam nu", Field.SEX),
    ("chi bo", Field.PARTY_UNIT),
    ("dang bo", Field.PARTY_UNIT),
    ("to chuc dang", Field.PARTY_UNIT),
    ("sinh hoat dang", Field.PARTY_UNIT),
    ("dang vien", Field.MEMBER),
    ("chuc vu", Field.POSITION),
    ("chuc danh", Field.POSITION),
    ("position", Field.POSITION),
    ("loai nhan su", Field.CATEGORY),
    ("loai lao dong", Field.CATEGORY),
    ("loai can bo", Field.CATEGORY),
    ("doi tuong", Field.CATEGORY),
    ("thanh phan", Field.CATEGORY),
    ("don vi", Field.UNIT),
    ("phong ban", Field.UNIT),
    ("co quan", Field.UNIT),
    ("noi cong tac", Field.UNIT),
    ("noi lam viec", Field.UNIT),
    ("ghi chu", Field.NOTE),
)
"""Tried in order on a heading that is not one of EXACT; what must not be kept comes first."""

_UNDER: Final = {
    (Field.BORN, "nam"): Field.BORN_MALE,
    (Field.BORN, "nu"): Field.BORN_FEMALE,
    (Field.SEX, "nam"): Field.IS_MALE,
    (Field.SEX, "nu"): Field.IS_FEMALE,
    (Field.MEMBER, "chinh thuc"): Field.MEMBER_OFFICIAL,
    (Field.MEMBER, "ct"): Field.MEMBER_OFFICIAL,
    (Field.MEMBER, "du bi"): Field.MEMBER_PROBATIONARY,
    (Field.MEMBER, "db"): Field.MEMBER_PROBATIONARY,
    (Field.FULL_NAME, "ten"): Field.GIVEN_NAME,
    (Field.FULL_NAME, "ho"): Field.FAMILY_NAME,
}
"""A second line under a heading that spans two columns."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What one column's heading was understood as; no field when it is not ours to keep."""

    text: str
    field: Field | None


def understand(upper: str, lower: str = "") -> Field | None:
    """The field a column's heading means; `lower` is its second line, if it has one.

    Nam and Nữ under Ngày sinh are birth dates of men and women; under Giới tính they are marks.
    """
    above, below = words_of(upper), words_of(lower)
    if not below:
        return _single(above)
    if not above:
        return _single(below)
    group = _single(above)
    if group is not None and (group, below) in _UNDER:
        return _UNDER[group, below]
    return _single(f"{above} {below}") or _single(below)


def _single(words: str) -> Field | None:
    if words in EXACT:
        return EXACT[words]
    padded = f" {words} "
    for phrase, field in PHRASES:
        if f" {phrase} " in padded:
            return field
    return None
