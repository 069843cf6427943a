"""Addresses of browser files, each carrying the content hash of the whole static tree.

`/static/v-<hash>/js/main.js` may be cached for ever: when any file changes, every address
does. The hash stands in the path, so modules that import each other and style sheets that
name fonts stay within one version by relative address, with no bundler.

A layout's style sheet is one file to the browser and many to us: `BUNDLES` lists the
components that are joined, stripped of comments and compressed once per process.
"""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, abort, current_app, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

_COMPONENTS = (
    "button form choice table badge card notice nav breadcrumbs tabs pagination empty "
    "disclosure stats progress steps details result file toolbar history "
    "combobox"
)
_CHECK_IN_COMPONENTS = "button form badge notice result"
_LEARNER_COMPONENTS = "choice card steps progress details disclosure empty file stats table history"

BUNDLES: dict[str, tuple[str, ...]] = {
    "page": (
        "tokens.css",
        "fonts.css",
        "base.css",
        "layout/page.css",
        *(f"components/{name}.css" for name in _COMPONENTS.split()),
        "print.css",
    ),
    "phone": (
        "tokens.css",
        "base.css",
        "layout/phone.css",
        *(f"components/{name}.css" for name in _CHECK_IN_COMPONENTS.split()),
    ),
    "learner": (
        "fonts.css",
        *(f"components/{name}.css" for name in _LEARNER_COMPONENTS.split()),
    ),
    "display": ("tokens.css", "fonts.css", "base.css", "layout/display.css"),
}
"""Style sheets by layout, in the order they apply."""

_FOREVER = 365 * 24 * 3600
_A_WEEK = 7 * 24 * 3600


def init_assets(app: Flask) -> None:
    """Serve versioned files and bundles, and give templates `static_url` and `style_url`."""
    app.add_url_rule(
        "/static/v-<string(length=12):version>/bundle/<name>.css", "style", _serve_bundle
    )
    app.add_url_rule("/static/v-<string(length=12):version>/<path:filename>", "asset", _serve_asset)
    app.add_url_rule("/favicon.ico", "favicon", _serve_favicon)
    app.jinja_env.globals.update(static_url=static_url, style_url=style_url)


def static_url(filename: str) -> str:
    """Address of a file under `static/`, good until its content changes."""
    return url_for("asset", version=tree_version(), filename=filename)


def style_url(bundle: str) -> str:
    """Address of a layout's style sheet, a key of `BUNDLES`."""
    return url_for("style", version=tree_version(), name=bundle)


def tree_version() -> str:
    """Twelve characters that change whenever any browser file does."""
    folder = _static_folder()
    # In debug mode a developer's changes are seen without a restart.
    return _hash_tree(folder, _newest(folder) if current_app.debug else 0)


@lru_cache(maxsize=2)
def _hash_tree(folder: Path, newest: int) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _newest(folder: Path) -> int:
    return max((path.stat().st_mtime_ns for path in folder.rglob("*")), default=0)


def _serve_asset(version: str, filename: str) -> ResponseReturnValue:
    response = send_from_directory(_static_folder(), filename, max_age=_FOREVER)
    if version == tree_version():
        response.cache_control.immutable = True
    else:
        response.cache_control.max_age = 60
    return response


def _serve_favicon() -> ResponseReturnValue:
    """The mark, for what asks for it unbidden: file managers, old browsers, pages that are no HTML."""
    return send_from_directory(_static_folder() / "img", "mark.ico", max_age=_A_WEEK)


def _serve_bundle(version: str, name: str) -> ResponseReturnValue:
    if name not in BUNDLES:
        abort(404)
    compressed, plain = _bundle(_static_folder(), name, tree_version())
    response = current_app.response_class(plain, mimetype="text/css")
    if request.accept_encodings["gzip"] > 0:
        response.set_data(compressed)
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.max_age = _FOREVER if version == tree_version() else 60
    return response


@lru_cache(maxsize=16)
def _bundle(folder: Path, name: str, version: str) -> tuple[bytes, bytes]:
    parts = [(folder / "css" / part).read_text("utf-8") for part in BUNDLES[name]]
    plain = compact("\n".join(parts)).encode()
    return gzip.compress(plain, mtime=0), plain


def compact(style: str) -> str:
    """The same rules without comments and spare white space.

    Only spaces that CSS never needs are dropped; strings and `calc()` keep theirs.
    """
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    style = re.sub(r"\s+", " ", style)
    return re.sub(r" ?([{};,]) ?", r"\1", style).replace(";}", "}").strip()


def _static_folder() -> Path:
    return Path(current_app.static_folder or "static")
