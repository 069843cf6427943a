"""What this part of the institution plugs into the product."""

from flask import url_for

from lms.areas import Area
from lms.campaigns.enums import ActivityKind
from lms.db import get_db
from lms.materials import editing, views
from lms.materials.policy import PERMISSIONS, RIGHTS
from lms.materials.queries import material_id_of
from lms.web.i18n import lazy_gettext as _l


def _reading_page(activity_id: int) -> str:
    return url_for("materials.read", material_id=material_id_of(get_db(), activity_id))


feature = Area(
    name="lms.materials",
    blueprints=[views.bp, editing.bp],
    permissions=[PERMISSIONS],
    rights=[RIGHTS],
    rights_under=_l("Study campaigns and materials"),
    activity_url={ActivityKind.MATERIAL.value: _reading_page},
)
