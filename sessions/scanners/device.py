"""The device's own pages: enrolment, the scanner app with its worker and manifest, a card's address."""

import json
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from lms import clock
from lms.db import get_db, writes
from lms.errors import Invalid
from lms.policy import public
from lms.web.assets import static_url, style_url, tree_version
from lms.web.headers import allow
from lms.web.i18n import _
from sessions.scanners.access import PATH, keep_token
from sessions.scanners.keys import scanner_key
from sessions.scanners.services import LONGEST_NAME, enrol, get_invite

bp = Blueprint("scanner", __name__)
_WORKER = "js/scanner/worker.js"
_MODULES = (
    "app camera cards clock decide delivery feedback judging packs people post store view wedge"
)
_FILES = (
    "js/main.js",
    *(f"js/scanner/{name}.js" for name in _MODULES.split()),
    "css/sessions/scanner.css",
    "vendor/zxing/reader/index.js",
    "vendor/zxing/share.js",
    "vendor/zxing/zxing_reader.wasm",
    "img/mark.svg",
)
"""All that the scanner page needs without a network."""


@bp.get("/quet")
@public
def app() -> ResponseReturnValue:
    """The scanner. The page is the same for everybody and holds no data: the device asks for its own."""
    allow("script-src", "'wasm-unsafe-eval'")
    return render_template(
        "sessions/scanners/app.html", wasm=static_url("vendor/zxing/zxing_reader.wasm")
    )


@bp.get("/quet/ghep/<token>")
@public
def invited(token: str) -> ResponseReturnValue:
    """What an invite's QR opens: the device gets a name."""
    invite = get_invite(get_db(), scanner_key(), token, clock.now())
    return render_template(
        "sessions/scanners/enrol.html", invite=invite, name="", error="", longest=LONGEST_NAME
    )


@bp.post("/quet/ghep/<token>")
@public
@writes
def enrol_device(token: str) -> ResponseReturnValue:
    """Make this device a scanner; the invite's secret in the address is the form's token."""
    db, key, now = get_db(), scanner_key(), clock.now()
    name = request.form.get("ten", "")
    try:
        _scanner, secret = enrol(db, key, token, name, now)
    except Invalid as refusal:
        invite = get_invite(db, key, token, now)
        page = render_template(
            "sessions/scanners/enrol.html",
            invite=invite,
            name=name[:LONGEST_NAME],
            error=refusal.message,
            longest=LONGEST_NAME,
        )
        return page, 422
    response = make_response(redirect(url_for(".app"), 303))
    keep_token(response, secret)
    return response


@bp.get("/quet/sw.js")
@public
def worker() -> ResponseReturnValue:
    """The service worker, which holds the page and its files for hours without network."""
    folder = Path(current_app.static_folder or "static")
    build = {
        "version": tree_version(),
        "page": url_for(".app"),
        "files": [style_url("phone"), *(static_url(name) for name in _FILES)],
    }
    source = f"const BUILD = {json.dumps(build)};\n" + (folder / _WORKER).read_text("utf-8")
    response = Response(source, mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = PATH
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/quet/app.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """By which a phone installs the scanner as an app."""
    sizes = (192, 512)
    response = jsonify(
        name=_("Điểm Cầu scanner"),
        short_name=_("Scanner"),
        id=PATH,
        start_url=PATH,
        scope=PATH,
        display="standalone",
        background_color="#161412",
        theme_color="#161412",
        icons=[
            {
                "src": static_url(f"img/scanner-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in sizes
        ],
    )
    response.mimetype = "application/manifest+json"
    return response


@bp.get("/T/<code>")
@bp.get("/t/<code>", endpoint="card_small")
@public
def card(code: str) -> ResponseReturnValue:
    """A personal card scanned with an ordinary camera: the same page for any card, real or not."""
    return render_template("sessions/scanners/card.html")
