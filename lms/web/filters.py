"""The names under which templates know `lms.web.format`, in the language of the request."""

from datetime import datetime

from flask import Flask

from lms import clock
from lms.web import format as fmt
from lms.web.i18n import _, current_locale, ngettext
from lms.web.links import url_with
from lms.web.tables import Column


def init_filters(app: Flask) -> None:
    """Give every template the product's filters, and the few functions that macros build on."""
    app.jinja_env.filters.update(
        date_vi=fmt.format_date,
        day_vi=lambda value: fmt.format_day(value, current_locale()),
        time_vi=fmt.format_time,
        clock_vi=lambda value: fmt.format_time(value, seconds=True),
        datetime_vi=fmt.format_datetime,
        number=lambda value, places=None: fmt.format_number(value, current_locale(), places),
        percent=lambda rate, places=2: fmt.format_percent(rate, current_locale(), places),
        filesize=lambda size: fmt.format_size(size, current_locale()),
        ago=ago,
        given_name=fmt.given_name,
        honorific=honorific,
    )
    app.jinja_env.globals.update(
        column=Column,
        url_with=url_with,
        percent_of=lambda part, whole, places=2: fmt.percent_of(
            part, whole, current_locale(), places
        ),
    )


def ago(moment: datetime | None) -> str:
    """How long ago in words; figures are always shown with their age."""
    if moment is None:
        return fmt.NONE
    unit, count = fmt.elapsed(moment, clock.now())
    if unit == "second":
        return _("just now") if count < 2 else _("%(num)d s ago", num=count)
    if unit == "minute":
        return ngettext("%(num)d minute ago", "%(num)d minutes ago", count)
    if unit == "hour":
        return ngettext("%(num)d hour ago", "%(num)d hours ago", count)
    return ngettext("%(num)d day ago", "%(num)d days ago", count)


def honorific(full_name: str, form: str = "comrade") -> str:
    """How the product addresses a person: "Đồng chí Ánh", or as the campaign prefers.

    Forms are the values of a campaign's address form: `comrade` (the default), `sir or madam`
    (with the full name, for mixed audiences) and `colleague`.
    """
    if form == "sir or madam":
        return _("Mr/Ms %(name)s", name=full_name)
    if form == "colleague":
        return _("Colleague %(name)s", name=fmt.given_name(full_name))
    return _("Comrade %(name)s", name=fmt.given_name(full_name))
