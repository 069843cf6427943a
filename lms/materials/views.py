"""Reading pages: a document on the phone, how far one came, and "I have read it"."""

from collections.abc import Mapping

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.db import get_db, writes
from lms.errors import NotFound
from lms.files.responses import send_stored
from lms.materials.enums import MaterialKind
from lms.materials.models import Material
from lms.materials.policy import MaterialPermission, load_material
from lms.materials.queries import find_reading
from lms.materials.reading import finish_reading, note_progress
from lms.people.actor import current_actor
from lms.policy import requires, wants_json
from lms.web.headers import allow
from lms.web.i18n import _

bp = Blueprint("materials", __name__)


@bp.get("/tai-lieu/<int:material_id>")
@requires(MaterialPermission.READ, load_material)
def read(material: Material) -> ResponseReturnValue:
    """The document, or the way to it, with the button "I have read it"."""
    if material.kind is MaterialKind.PDF:
        allow("script-src", "'wasm-unsafe-eval'")  # pdf.js decodes some scanned pictures with it
    reading = find_reading(get_db(), material.id, current_actor().person_id)
    text = Markup(material.html or "")  # noqa: S704 - cleaned when the file was uploaded
    return render_template("materials/read.html", material=material, reading=reading, text=text)


@bp.get("/tai-lieu/<int:material_id>/tep")
@requires(MaterialPermission.READ, load_material)
def file(material: Material) -> ResponseReturnValue:
    """The stored file itself; `?tai-ve=1` saves it instead of showing it."""
    if material.file is None:
        raise NotFound(_("This material is a link, it has no file."))
    is_word = material.kind is MaterialKind.DOCX
    return send_stored(material.file, download=is_word or "tai-ve" in request.args)


@bp.post("/tai-lieu/<int:material_id>/tien-do")
@requires(MaterialPermission.READ, load_material)
@writes
def progress(material: Material) -> ResponseReturnValue:
    """Remember the page and what was on the screen: form or JSON {page, seen}."""
    parsed = request.get_json(silent=True)
    sent: Mapping[str, object] = parsed if isinstance(parsed, dict) else request.form
    page, seen = str(sent.get("page", "")), str(sent.get("seen", ""))
    reading = note_progress(
        get_db(),
        material,
        _reader(),
        page=int(page) if page.isdecimal() and len(page) < 6 else 0,
        seen=seen[:2000],
    )
    if wants_json():
        return jsonify(page=reading.position, seen=reading.seen_pages)
    return redirect(url_for("materials.read", material_id=material.id), 303)


@bp.post("/tai-lieu/<int:material_id>/da-doc")
@requires(MaterialPermission.READ, load_material)
@writes
def finish(material: Material) -> ResponseReturnValue:
    """The person says they have read it; the first time counts."""
    finish_reading(get_db(), material, _reader(), posted_by=current_actor().account_id)
    flash(_("Recorded: you have read “%(title)s”.", title=material.title))
    return redirect(url_for("study.learn", campaign_id=material.campaign_id), 303)


def _reader() -> int:
    person_id = current_actor().person_id
    if person_id is None:
        raise NotFound(_("Sign in with the account of a person on the roster."))
    return person_id
