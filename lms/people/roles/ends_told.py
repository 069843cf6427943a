"""What is said of a role over a unit that ends by an act to come, before and after it is granted."""

from collections.abc import Iterable
from datetime import timedelta

from lms.units.ends_to_come import EndToCome
from lms.web.format import format_date
from lms.web.i18n import gettext


def role_along_told(ends: Iterable[EndToCome]) -> list[str]:
    """A sentence for each act to come with which a role over a unit goes along."""
    return [_told(each) for each in ends]


def _told(end: EndToCome) -> str:
    values = {"unit": end.name, "day": format_date(end.on), "decision": end.decision}
    if end.heir:
        return gettext(
            "“%(unit)s” is no more from %(day)s on (decision %(decision)s): the role goes on over “%(heir)s”.",
            heir=end.heir,
            **values,
        )
    return gettext(
        "“%(unit)s” is no more from %(day)s on (decision %(decision)s), and the role ends on %(last)s; grant it anew "
        "over another unit where it is needed.",
        last=format_date(end.on - timedelta(days=1)),
        **values,
    )
