"""Putting a document or a link into a campaign."""

from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import ValidationError

from lms.materials.models import Material
from lms.materials.rules import is_web_link
from lms.materials.services import MaterialPlan
from lms.web import forms
from lms.web.i18n import _
from lms.web.i18n import lazy_gettext as _l


class MaterialForm(forms.Form):
    """One material; a file or a link, never both."""

    title = forms.TextField(_l("Title"), [forms.required(_l("Enter a title.")), forms.at_most(255)])
    description = forms.TextAreaField(_l("What it is about"), [forms.at_most(1000)])
    upload = forms.FileField(_l("PDF or Word file"))
    url = forms.TextField(_l("Or a link"), [forms.at_most(1000)])
    is_required = forms.BooleanField(_l("Everybody must read it"), default=True)
    position = forms.IntegerField(
        _l("Place in the list"), [forms.optional(), forms.between(1, 1000)]
    )
    not_secret = forms.BooleanField(
        _l("This material is not on the list of state secrets"),
        [forms.required(_l("Confirm that the material is not on the list of state secrets."))],
    )

    def validate_url(self, field: Any) -> None:
        """An address, where one is given, can be offered to readers."""
        if field.data and not is_web_link(field.data):
            raise ValidationError(_("Enter a full address that starts with https://."))

    def has_content(self, *, stored: Material | None) -> bool:
        """Check that there is a file or a link, and not both; the stored file may stay."""
        sent, link = self.file is not None, bool(self.url.data)
        if sent and link:
            self.add_error("url", _("Choose a file or enter a link, not both."))
            return False
        if not sent and not link and (stored is None or stored.file_id is None):
            self.add_error("upload", _("Choose a file or enter a link."))
            return False
        return True

    def plan(self) -> MaterialPlan:
        """What was entered, for the services."""
        return MaterialPlan(
            title=self.title.data or "",
            description=self.description.data or "",
            is_required=bool(self.is_required.data),
            position=self.position.data,
            url=self.url.data or "",
        )

    def show(self, material: Material) -> None:
        """Fill the fields from a stored material."""
        self.process(obj=material)
        self.is_required.data = material.activity.is_required

    @property
    def file(self) -> FileStorage | None:
        """The file that was chosen, if any."""
        sent = self.upload.data
        return sent if isinstance(sent, FileStorage) and sent.filename else None
