"""What every answer tells the browser it may do: as little as the page needs.

A view that needs more asks for it by name: `allow("script-src", "'wasm-unsafe-eval'")`.
"""

from flask import Flask, Response, g, request

_POLICY: dict[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "worker-src": ("'self'",),
    "manifest-src": ("'self'",),
    "object-src": ("'none'",),
    "frame-src": ("'self'",),
    "frame-ancestors": ("'self'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
}
_FEATURES = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"
_YEAR = 365 * 24 * 3600
PRIVATE = ("Cache-Control", "private, no-store")
"""Of pages: they hold personal data, and some phone webviews keep pages far too long."""


def init_headers(app: Flask, *, has_own_certificate: bool = False) -> None:
    """Put the security headers on every response of the application."""

    @app.after_request
    def secure(response: Response) -> Response:
        return _secure(response, has_own_certificate)


def allow(directive: str, *sources: str) -> None:
    """Widen the content policy of this response only, for a page that needs more."""
    extra: dict[str, tuple[str, ...]] = g.setdefault("content_policy", {})
    extra[directive] = (*extra.get(directive, ()), *sources)


def _secure(response: Response, has_own_certificate: bool) -> Response:
    headers, extra = response.headers, g.get("content_policy", {})
    for name, value in secure_headers(request.is_secure, extra, has_own_certificate):
        headers.setdefault(name, value)
    if response.mimetype in ("text/html", "application/json"):
        headers.setdefault(*PRIVATE)
    return response


def secure_headers(
    is_secure: bool,
    extra: dict[str, tuple[str, ...]] | None = None,
    has_own_certificate: bool = False,
) -> list[tuple[str, str]]:
    """The headers that every answer carries, over HTTPS or not, its content policy widened.

    On a certificate of our own making no browser is told to insist on HTTPS: a laptop that served one
    conference that way may serve the next without.
    """
    headers = [
        ("Content-Security-Policy", _content_policy(extra or {})),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", _FEATURES),
        ("X-Frame-Options", "SAMEORIGIN"),
    ]
    if is_secure:
        headers.append(("Cross-Origin-Opener-Policy", "same-origin"))
        if not has_own_certificate:
            headers.append(("Strict-Transport-Security", f"max-age={_YEAR}"))
    return headers


def _content_policy(extra: dict[str, tuple[str, ...]]) -> str:
    names = [*_POLICY, *(name for name in extra if name not in _POLICY)]
    merged = {name: (*_POLICY.get(name, ()), *extra.get(name, ())) for name in names}
    return "; ".join(f"{name} {' '.join(_without_none(values))}" for name, values in merged.items())


def _without_none(values: tuple[str, ...]) -> tuple[str, ...]:
    """'none' allows nothing only when it stands alone."""
    return tuple(value for value in values if value != "'none'") or values
