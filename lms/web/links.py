"""Addresses: the present page with other choices, and only safe ways back."""

from urllib.parse import urlsplit

from flask import request, url_for

from lms.web.paging import PAGE_BOUNDS


def url_with(**changes: str | int | None) -> str:
    """This page's address with query values changed; None takes a value out.

    Names are written with underscores in code and hyphens in the address. Where a page starts (`lms.web.paging`)
    goes with its number.
    """
    values: dict[str, object] = {**request.args.to_dict(flat=False), **(request.view_args or {})}
    if "trang" in changes:
        values = {name: value for name, value in values.items() if name not in PAGE_BOUNDS}
    values.update({name.replace("_", "-"): value for name, value in changes.items()})
    kept = {name: value for name, value in values.items() if value is not None}
    return url_for(request.endpoint or "", **kept)  # type: ignore[arg-type]


def is_safe_path(target: str | None) -> bool:
    """True for a path on this site: `/…`, with no scheme, host or trick that makes one.

    Browsers read `\\` as `/` and drop control characters, so both are refused outright.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return False
    if "\\" in target or any(ord(char) < 0x20 or ord(char) == 0x7F for char in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def safe_next(target: str | None, fallback: str = "/") -> str:
    """Where to go after signing in: the path asked for, or home when it leaves this site."""
    return target if target and is_safe_path(target) else fallback
