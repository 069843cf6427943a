"""The words of headings as offices write them, without diacritics, case and punctuation.

To be added to whenever a list of the real world is read wrongly; `test_roster_headings` has a line for each kind.
"""

from enum import StrEnum
from typing import Final


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
    UNIT_WITHIN = "unit within the unit"
    UNIT_WITHIN_THAT = "unit within that one"
    CATEGORY = "category"
    MEMBER = "Party member"
    MEMBER_OFFICIAL = "full member"
    MEMBER_PROBATIONARY = "probationary member"
    MEMBER_SINCE = "Party member since"
    """Read for the membership it tells; the day itself is not kept, and so with the next."""
    OFFICIAL_SINCE = "full member since"
    PARTY_UNIT = "Party organisation"
    PARTY_POSITION = "Party position"
    EXEMPT = "exempt"
    PHONE = "phone"
    EMAIL = "e-mail"
    NOTE = "note"


_IGNORED: Final = None


def _each(words: str, field: Field | None) -> dict[str, Field | None]:
    return dict.fromkeys(words.split("|"), field)


EXACT: Final[dict[str, Field | None]] = {
    **_each("tt|no|thu tu|number in the list", Field.LIST_NO),
    **_each("ma|id|ms|code|employee id|staff id", Field.CODE),
    **_each("name|dai bieu|hoc vien|nguoi hoc|nguoi du", Field.FULL_NAME),
    **_each("ho|surname|last name", Field.FAMILY_NAME),
    **_each("ten|first name|given name", Field.GIVEN_NAME),
    **_each("ns|ntns|n t n s|nt ns|sinh|sinh nam|dob|birthday|birth date", Field.BORN),
    **_each("phai|sex|gioi|gt|gender|nam nu", Field.SEX),
    **_each("nu|phu nu|la nu", Field.IS_FEMALE),
    **_each("cv|cong viec|nhiem vu|title|job title", Field.POSITION),
    **_each("phong|ban|khoa|vu|cuc|so nganh|to|doi|unit|office", Field.UNIT),
    **_each("truong|trung tam|ban phong|to bo mon|to chuyen mon", Field.UNIT),
    **_each("dien|dien hoc|note|notes|remark|remarks|gc|chu thich|ly do", Field.NOTE),
    **_each("dv|dang|la dv|party", Field.MEMBER),
    **_each("dvct|dv ct|chinh thuc", Field.MEMBER_OFFICIAL),
    **_each("dvdb|dv db|du bi", Field.MEMBER_PROBATIONARY),
    **_each("mien|mien hoc|mien du|exempt", Field.EXEMPT),
    **_each("mail|gmail|e mail|dia chi mail", Field.EMAIL),
    **_each("dt|tel|zalo|so may|hotline|mobile", Field.PHONE),
    **_each("loai|cb cc vc|cbccvc|cbcc vc|cb ccvc|cbcc|ccvc", Field.CATEGORY),
    **_each("ky|ky nhan|dien giai", _IGNORED),
}
"""Headings so short that they count only when nothing else stands there."""

OUR_NUMBERS: Final = frozenset({"so thu tu trong danh sach", "number in the list"})
"""What this product heads the numbers with in the files that it writes, in either language."""

WITH_MARKS: Final[dict[str, Field | None]] = {"sở": Field.UNIT, "số": Field.LIST_NO}
"""Headings that are told apart by their marks alone, in small letters."""

PHRASES: Final[tuple[tuple[str, Field | None], ...]] = tuple(
    (phrase, field)
    for words, field in (
        # What must not be kept, and what would be taken for something else.
        (
            "vao dang chinh thuc|chinh thuc vao dang|chinh thuc ngay|ngay chinh thuc|cong nhan chinh thuc",
            Field.OFFICIAL_SINCE,
        ),
        ("noi ket nap|noi vao dang|noi cong nhan|nguoi gioi thieu|ly do vao", _IGNORED),
        ("ngay cong nhan|vao chi bo|tuoi dang|huy hieu|chuyen sinh hoat|to dang", _IGNORED),
        ("so the|the dang", _IGNORED),
        ("vao dang|ket nap dang|ngay ket nap|ket nap", Field.MEMBER_SINCE),
        ("can cuoc|cccd|cmnd|cmtnd|cmt|dinh danh", _IGNORED),
        ("ma so thue|bhxh|bao hiem|ngach|ngay vao|ngay tuyen dung", _IGNORED),
        # One column for several offices at once says of none what it is.
        ("dang chinh quyen|chinh quyen dang|dang doan the|dang chuyen mon", _IGNORED),
        ("chuc vu doan the|chuc vu doan|chuc vu kiem nhiem", _IGNORED),
        ("chuc vu dang|chuc vu trong dang|chuc vu ve dang|chuc danh dang", Field.PARTY_POSITION),
        (
            "chuc vu chi bo|chuc vu trong chi bo|chuc vu dang uy|party position",
            Field.PARTY_POSITION,
        ),
        ("chuc vu cong doan|cap uy|kiem nhiem", _IGNORED),
        ("ghi ro ho ten|ky ten|chu ky|ky nhan", _IGNORED),
        ("so ghe|vi tri ngoi|vi tri ghe|diem cau|hoi truong", _IGNORED),
        (
            "dan toc|ton giao|que quan|nguyen quan|cu tru|thuong tru|dia chi nha|noi o",
            _IGNORED,
        ),
        (
            "ten goi khac|bi danh|ho ten cha|ho ten me|ho ten vo|vo chong|nguoi than|vung mien",
            _IGNORED,
        ),
        ("don vi tinh|don vi cu|truoc day|ngay bo nhiem|bo nhiem ngay", _IGNORED),
        # Who is exempt, before anything else that names the Party.
        (
            "duoc mien|dien mien|mien sinh hoat|mien sh|mien cong tac|mien hop|mien hoc tap",
            Field.EXEMPT,
        ),
        ("mien trieu tap|mien tham gia|mien du|mien nghien cuu|mien nhiem vu", Field.EXEMPT),
        ("dia chi thu|thu dien tu|e mail|email|hop thu|dia chi mail", Field.EMAIL),
        ("dien thoai|di dong|sdt|so dt|dtdd|dt dd|dt lien he|dt co quan", Field.PHONE),
        ("mobile|phone|so zalo|so lien lac|so lien he", Field.PHONE),
        ("stt|so tt|so thu tu", Field.LIST_NO),
        ("ma don vi|ma phong|ma bo phan|ma co quan", Field.UNIT),
        ("ma chi bo|ma dang bo|ma to chuc dang", Field.PARTY_UNIT),
        (
            "ma nhan su|ma nhan vien|ma can bo|ma cong chuc|ma vien chuc|ma nguoi lao dong",
            Field.CODE,
        ),
        (
            "ma cb|ma cbcc|ma cbccvc|ma ccvc|ma cc|ma vc|ma cbnv|ma cbvc|ma nld|ma nv|ma ns",
            Field.CODE,
        ),
        ("ma ho so|ma dai bieu|ma hoc vien|ma dang vien|ma so|ma ca nhan", Field.CODE),
        ("so hieu|personnel code|staff code|employee code", Field.CODE),
        # One column with the whole name, though it speaks of its parts.
        ("ten de sap xep|ten sap xep|name to sort by", Field.SORT_NAME),
        ("ho chu dem va ten|ho dem va ten|ho va dem va ten|ho ten dem va ten", Field.FULL_NAME),
        ("ho ten lot va ten|ho chu lot va ten|ho va chu dem va ten", Field.FULL_NAME),
        ("ho va dem|ho dem|ho va ten dem|ho ten dem|ho va chu dem|ho chu dem", Field.FAMILY_NAME),
        ("ho va ten lot|ho ten lot|ho lot|ho va lot|ho chu lot|ho va chu lot", Field.FAMILY_NAME),
        ("ho va ten|ho ten|ho va tn|full name|fullname", Field.FULL_NAME),
        ("ten dai bieu|ten can bo|ten cong chuc|ten vien chuc|ten nhan vien", Field.FULL_NAME),
        (
            "ten hoc vien|ten dang vien|ten nguoi hoc|ten nguoi|ten ca nhan|ten khai sinh",
            Field.FULL_NAME,
        ),
        ("ngay thang nam sinh|ngay thang sinh|thang nam sinh|ngay sinh|nam sinh", Field.BORN),
        ("sinh ngay|nam thang nam sinh|date of birth|year of birth", Field.BORN),
        ("gioi tinh|nam nu|phai tinh", Field.SEX),
        ("dang vien chinh thuc|dv chinh thuc", Field.MEMBER_OFFICIAL),
        ("dang vien du bi|dv du bi", Field.MEMBER_PROBATIONARY),
        ("chi bo|dang bo|dang uy|to chuc dang|sinh hoat dang", Field.PARTY_UNIT),
        ("dang vien|la dang|tinh trang dang", Field.MEMBER),
        ("chuc vu|chuc danh|position|vi tri|cong viec dam nhan|chuc trach", Field.POSITION),
        (
            "loai nhan su|loai lao dong|loai can bo|loai hop dong|loai hinh|phan loai",
            Field.CATEGORY,
        ),
        (
            "doi tuong|thanh phan|can bo cong chuc|cong chuc vien chuc|cb cc|hinh thuc hop dong",
            Field.CATEGORY,
        ),
        ("don vi|phong ban|phong khoa|khoa phong|co quan|noi cong tac|noi lam viec", Field.UNIT),
        ("bo phan|vu cuc|cuc vu|vu don vi|cuc don vi|ten vu|ten cuc|ten phong|ten ban", Field.UNIT),
        ("so nganh|so ban nganh|phong to|khoa vien|chi cuc", Field.UNIT),
        ("cong tac tai|dv cong tac|department", Field.UNIT),
        ("ghi chu|ly do vang|chu thich|remark", Field.NOTE),
    )
    for phrase in words.split("|")
)
"""Tried in order on a heading that is not one of EXACT; what must not be kept comes first."""
