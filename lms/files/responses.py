"""Handing stored files to browsers: the right type, a name they can save, ranges and ETags."""

from flask import Response, current_app, send_file

from lms.config import Settings
from lms.files.kinds import MIME_TYPES
from lms.files.models import StoredFile
from lms.files.store import FileStore


def current_store() -> FileStore:
    """The files folder of the running application."""
    settings: Settings = current_app.extensions["settings"]
    return FileStore(settings.files_path)


def max_upload_bytes() -> int:
    """The largest upload this installation takes."""
    settings: Settings = current_app.extensions["settings"]
    return settings.max_upload_bytes


def send_stored(file: StoredFile, *, download: bool = False) -> Response:
    """The file's bytes, whole or the range asked for; the caller has checked who may see it.

    Shown inside the browser unless `download`; a kind a browser could run is never shown. Raises
    NotFound when the disk has lost the file.
    """
    response = send_file(
        current_store().path(file.sha256),
        mimetype=MIME_TYPES[file.kind],
        as_attachment=download,
        download_name=file.name,
        conditional=True,
        etag=file.sha256,
        last_modified=file.uploaded_at,
        max_age=0,
    )
    response.cache_control.private = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
