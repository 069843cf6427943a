"""Reading the reading room."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from lms.campaigns.models import Activity, Assignment
from lms.errors import NotFound
from lms.materials.models import Material, Reading
from lms.people.models import Account, Person
from lms.web.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One material as the staff see it."""

    material: Material
    readers: int
    """People who said they have read it"""
    expected: int
    """People it is meant for"""


def get_material(db: Session, material_id: int) -> Material:
    """The material with its campaign, activity and file. Raises NotFound."""
    material = db.scalar(
        select(Material)
        .where(Material.id == material_id)
        .options(
            joinedload(Material.campaign),
            joinedload(Material.activity),
            joinedload(Material.file),
        )
    )
    if material is None:
        raise NotFound(_l("This material does not exist."))
    return material


def material_id_of(db: Session, activity_id: int) -> int | None:
    """The material behind an activity."""
    return db.scalar(select(Material.id).where(Material.activity_id == activity_id))


def list_materials(db: Session, campaign_id: int, *, with_hidden: bool = False) -> list[Material]:
    """A campaign's materials with activity and file, in their order."""
    question = (
        select(Material)
        .where(Material.campaign_id == campaign_id)
        .options(joinedload(Material.activity), joinedload(Material.file))
        .order_by(Material.position, Material.id)
    )
    if not with_hidden:
        question = question.where(Material.hidden_at.is_(None))
    return list(db.scalars(question))


def list_for_staff(db: Session, campaign_id: int) -> list[MaterialRow]:
    """All materials of a campaign with how many people have read each. Three queries."""
    materials = list_materials(db, campaign_id, with_hidden=True)
    ids = [material.id for material in materials]
    readers = _counted(
        db,
        select(Reading.material_id, func.count())
        .where(Reading.material_id.in_(ids), Reading.finished_at.is_not(None))
        .group_by(Reading.material_id),
    )
    expected = _counted(
        db,
        select(Assignment.activity_id, func.count())
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(Activity.campaign_id == campaign_id, Assignment.withdrawn_at.is_(None))
        .group_by(Assignment.activity_id),
    )
    return [
        MaterialRow(each, readers.get(each.id, 0), expected.get(each.activity_id, 0))
        for each in materials
    ]


def _counted(db: Session, question: Select[int, int]) -> dict[int, int]:
    return dict(db.execute(question).all())


def declared_by(db: Session, material: Material) -> str:
    """The name of whoever declared that the material is no state secret."""
    name = db.scalar(
        select(Person.full_name)
        .join(Account, Account.person_id == Person.id)
        .where(Account.id == material.not_secret_by)
    )
    return name or ""


def find_reading(db: Session, material_id: int, person_id: int | None) -> Reading | None:
    """How far a person has come in a material; None before it was first opened."""
    return db.scalar(
        select(Reading).where(Reading.material_id == material_id, Reading.person_id == person_id)
    )


def readings_of(db: Session, person_id: int, material_ids: Collection[int]) -> dict[int, Reading]:
    """material id → how far one person has come."""
    found = db.scalars(
        select(Reading).where(Reading.person_id == person_id, Reading.material_id.in_(material_ids))
    )
    return {reading.material_id: reading for reading in found}
