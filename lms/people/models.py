"""People, where they belong and when, their accounts and granted roles."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from lms.db import Base, enum_type, kept, kept_for_years
from lms.people.enums import Category, PartyStatus, Role, Sex
from lms.people.list_numbers import UNLISTED, UNNUMBERED
from lms.people.position_ranks import UNRANKED, position_rank
from lms.units.enums import Tree


class Person(Base):
    """Somebody on the roster: one record whatever lists, units and campaigns name them."""

    __tablename__ = "people"
    __table_args__ = (
        Index(
            "ix_people_in_name_order",
            *("sort_key", "id", "left_on", "name_fold", "full_name"),
            *("category", "party_status", "is_exempt"),
        ),
        Index("ix_people_in_list_order", "list_rank", "list_row", "sort_key", "id", "left_on"),
        Index("ix_people_in_position_order", "position_rank", "sort_key", "id", "left_on"),
        Index(None, "name_fold"),
        Index("ix_people_by_kind", "category", "party_status", "is_exempt", "id"),
        Index(
            "ix_people_who_left",
            "left_on",
            "id",
            sqlite_where=text("left_on IS NOT NULL"),
            postgresql_where=text("left_on IS NOT NULL"),
        ),
        Index(
            "ix_people_to_vouch_for",
            "sort_key",
            "id",
            sqlite_where=text("needs_vouching IS 1"),
            postgresql_where=text("needs_vouching IS true"),
        ),
    )
    """The first three hold all that a list needs to count its way to a page deep in it; the first its filters, too."""

    id: Mapped[int] = mapped_column(primary_key=True)
    personnel_code: Mapped[str | None] = mapped_column(String(40), unique=True)
    full_name: Mapped[str] = mapped_column(String(160))
    name_fold: Mapped[str] = mapped_column(String(160))
    """Without diacritics and case, for search."""
    sort_key: Mapped[bytes] = mapped_column(LargeBinary(512))
    """Vietnamese name order: given name, then family and middle names; of `sort_name` where there is one."""
    sort_name: Mapped[str] = mapped_column(String(160), default="", server_default="")
    """Name to sort by, for names whose last word is not the given name: Y Thanh Hà Niê Kđăm."""
    born_on: Mapped[date | None]
    birth_year: Mapped[int | None]
    """Kept when the roster knows the year only."""
    sex: Mapped[Sex | None] = mapped_column(enum_type(Sex))
    position: Mapped[str] = mapped_column(String(160), default="")
    position_rank: Mapped[int] = mapped_column(default=UNRANKED, server_default=str(UNRANKED))
    """Place of the position in lists that begin with the leaders: `lms.people.position_ranks`"""
    category: Mapped[Category] = mapped_column(enum_type(Category), default=Category.OTHER)
    party_status: Mapped[PartyStatus] = mapped_column(
        enum_type(PartyStatus), default=PartyStatus.NONE
    )
    party_position: Mapped[str] = mapped_column(String(160), default="", server_default="")
    """Held in the Party organisation, beside the position in the office: Bí thư, Chi ủy viên; none for who is no member."""
    is_exempt: Mapped[bool] = mapped_column(default=False)
    """Exempt from Party work and meetings: not counted among those who must study."""
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(String(255), default="")
    list_no: Mapped[int] = mapped_column(default=UNNUMBERED)
    """The number in the office's own list; see `lms.people.list_numbers`."""
    list_rank: Mapped[int] = mapped_column(default=UNLISTED, server_default=str(UNLISTED))
    """The last list that named the person, newer ones below older ones: `lms.people.importing.list_order`."""
    list_row: Mapped[int] = mapped_column(default=UNLISTED, server_default=str(UNLISTED))
    """The row in it."""
    left_on: Mapped[date | None]
    is_anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Name and all that leads to the person was taken off the record, for good: nothing of it changes any more."""
    needs_vouching: Mapped[bool] = mapped_column(default=False, server_default=false())
    """E-mail address or code were changed by somebody who is no administrator, and none has confirmed them since."""
    memberships: Mapped[list["Membership"]] = relationship(back_populates="person", lazy="raise")
    account: Mapped["Account | None"] = relationship(back_populates="person", lazy="raise")

    @property
    def is_numbered(self) -> bool:
        """Whether a list has given a number."""
        return self.list_no != UNNUMBERED

    @validates("position")
    def _rank_position(self, _name: str, position: str) -> str:
        self.position_rank = position_rank(position)
        return position


class Membership(Base):
    """Where a person stands in a tree from one day to another."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        Index(
            "uq_memberships_current",
            "person_id",
            "tree",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
        Index(None, "unit_id", "starts_on", "ends_on", "person_id"),
        Index(
            "ix_memberships_over",
            *("unit_id", "ends_on", "person_id"),
            sqlite_where=text("ends_on IS NOT NULL"),
            postgresql_where=text("ends_on IS NOT NULL"),
        ),
        Index("ix_memberships_by_person", "person_id", "tree", "starts_on", "ends_on", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    tree: Mapped[Tree] = mapped_column(enum_type(Tree))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    person: Mapped[Person] = relationship(back_populates="memberships")


class PersonStanding(Base):
    """What somebody was from one day to another: positions, kind of staff, Party membership, exempt or not.

    Only people of whom a change is on record have rows, and then without gaps: the first from when nobody
    knows, the last without an end. The one of today equals the columns of the person; those to come are taken over
    on their day. Written by `lms.people.standing` alone.
    """

    __tablename__ = "person_standings"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", "period"),
        UniqueConstraint("person_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    starts_on: Mapped[date | None]
    """None: as long as anybody knows."""
    ends_on: Mapped[date | None]
    position: Mapped[str] = mapped_column(String(160))
    position_rank: Mapped[int] = mapped_column(default=UNRANKED, server_default=str(UNRANKED))
    """As of a person: the order of lists of that time."""
    category: Mapped[Category] = mapped_column(enum_type(Category))
    party_status: Mapped[PartyStatus] = mapped_column(enum_type(PartyStatus))
    is_exempt: Mapped[bool]
    party_position: Mapped[str] = mapped_column(String(160), default="", server_default="")


class PersonWord(Base):
    """A word by whose beginning somebody is found: of the name, the code, the phone, the e-mail address; or an end of
    the code, behind a sign of its own (`lms.people.code_parts`).

    Derived from the person, and made anew by `flask people index`; `lms.people.word_index` keeps it in step.
    """

    __tablename__ = "person_words"
    __table_args__ = (Index(None, "person_id"), {"sqlite_with_rowid": False})

    word: Mapped[bytes] = mapped_column(LargeBinary(80), primary_key=True)
    """Folded, as bytes: both databases compare them one by one, whatever their collation."""
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Not a foreign key: nobody on record is ever deleted, and PostgreSQL would look up and lock a person for each word."""
    name: Mapped[str] = mapped_column(String(161))
    """The words of the folded name, each after a blank, so that the others typed are looked for right here."""


class PersonWithoutWords(Base):
    """Somebody whose words are still to be written, see `lms.people.words_due`; nobody most of the time.

    Written with the person, in one transaction: whatever happens in between, the words are not forgotten.
    """

    __tablename__ = "people_without_words"

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Not a foreign key: nobody on record is ever deleted, and fifty thousand are entered at once."""


class Account(Base):
    """What a person signs in with; without a password until it is activated."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    login: Mapped[str] = mapped_column(String(254), unique=True)
    """E-mail, or the personnel code of those who have none; lower case."""
    password_hash: Mapped[str | None] = mapped_column(String(255))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    session_epoch: Mapped[int] = mapped_column(default=0)
    """Raised to end every session of the account."""
    locale: Mapped[str | None] = mapped_column(String(8))
    last_signed_in_at: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    person: Mapped[Person] = relationship(back_populates="account", lazy="raise")
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="account", lazy="raise", foreign_keys="RoleGrant.account_id"
    )


class RoleGrant(Base):
    """A role over a unit and all below it, over one place, or over everything, from one day to another.

    Which scopes a role has is decided in `lms.people.roles.rules`. Ended grants stay on record.
    """

    __tablename__ = "role_grants"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        CheckConstraint("unit_id IS NULL OR place_id IS NULL", name="one_scope"),
        Index(None, "role", "place_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """None with no place either: everywhere."""
    place_id: Mapped[int | None]
    """A secretary's conference, a venue officer's venue: the area that keeps them gives the id."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """Last day the grant holds, unless it was ended before."""
    reason: Mapped[str] = mapped_column(String(255), default="")
    """Why it was granted: a decision's number, or plain words."""
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When somebody ended it; from this moment it holds no more."""
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    end_reason: Mapped[str] = mapped_column(String(255), default="")
    account: Mapped[Account] = relationship(back_populates="grants", foreign_keys=[account_id])


class AccessEntry(Base):
    """Who looked at or took away what about whom: never changed, deleted after years only."""

    __tablename__ = "access_entries"
    __table_args__ = (
        # Each filter of the trace's page reads its index from the newest entry on, a page at a time.
        Index(None, "at", "id"),
        Index(None, "account_id", "at", "id"),
        Index(None, "action", "at", "id"),
        Index(None, "subject", "subject_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    action: Mapped[str] = mapped_column(String(60))
    """For example `attendance list downloaded`; its words stand in `lms.people.access_words`"""
    subject: Mapped[str] = mapped_column(String(40))
    """Kind of thing: conference, person, unit, campaign, certificate"""
    subject_id: Mapped[int | None]
    detail: Mapped[str] = mapped_column(String(255), default="")
    shown: Mapped[int | None]
    """How many people it showed or changed besides its subject; who they are is in `AccessReach`. None in
    entries of the time before that was written down, and where there is nobody."""
    shows_party: Mapped[bool | None]
    """Whether it showed who is in the Party; None: as its action always does or never."""
    at: Mapped[datetime]


kept_for_years(AccessEntry.__table__)  # type: ignore[arg-type] # declarative tables are Tables
kept(Person.__table__)  # type: ignore[arg-type] # as above
