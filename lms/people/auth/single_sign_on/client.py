"""Talking to the office's OpenID Connect provider: authorization code with PKCE, state and nonce."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

from flask import current_app
from werkzeug.wrappers import Response

from lms.config import Settings, SingleSignOn
from lms.errors import DomainError, Unavailable
from lms.web.i18n import lazy_gettext as _l

_PATIENCE_S = 10
_PATIENCE_BEFORE_LEAVING_S: Final = 3
"""A person waits for it before every departure, and a worker with them."""
_BELIEVED_FOR_S: Final = 10
"""So long this process believes that the provider answers, or that it does not: a rush of people costs one question."""
_DOWN: Final = (
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
_EXTENSION = "single_sign_on"
_REACHED = "single_sign_on_reached"
_UNREACHABLE = _l(
    "Your office's sign-in cannot be reached at this moment. Sign in here in another way, or try again later."
)
_FAILED = _l("Your office's sign-in did not answer as expected. Please try again.")


class SignInRefused(DomainError):
    """The provider said no, or its answer is not to be believed."""


def settings_of_provider() -> SingleSignOn | None:
    """What the operator set; None when there is no provider."""
    settings: Settings = current_app.extensions["settings"]
    return settings.oidc


def send_to_provider(redirect_uri: str) -> Response:
    """A redirect to the provider. Raises Unavailable when the provider does not answer.

    Its addresses are known from an earlier answer; that it still answers is asked before anybody is sent there,
    for the browser's own complaint about a connection leads nowhere.
    """
    with _failures_as_sentences():
        client = _client()
        if not _answers(client.server_metadata["authorization_endpoint"]):
            raise Unavailable(_UNREACHABLE)
        response: Response = client.authorize_redirect(redirect_uri)
        return response


def read_answer() -> dict[str, Any]:
    """The claims of whoever comes back: state, nonce, signature, issuer, audience and time are checked.

    Raises SignInRefused when the person or the provider broke off, or a check fails; Unavailable when
    the provider does not answer.
    """
    with _failures_as_sentences():
        token = _client().authorize_access_token()
        claims: dict[str, Any] | None = token.get("userinfo")
    if not claims:
        raise SignInRefused(_FAILED)
    return dict(claims)


def _answers(address: str) -> bool:
    """Whether anything but a gateway without its server answers there; remembered for a while."""
    import requests

    believed: tuple[str, float, bool] = current_app.extensions.get(_REACHED, ("", 0.0, False))
    if believed[0] == address and time.monotonic() < believed[1]:
        return believed[2]
    try:
        asked = requests.head(address, timeout=_PATIENCE_BEFORE_LEAVING_S, allow_redirects=False)
        answers = asked.status_code not in _DOWN
    except requests.RequestException as problem:
        current_app.logger.warning("single sign-on: %s", problem)
        answers = False
    until = time.monotonic() + _BELIEVED_FOR_S
    current_app.extensions[_REACHED] = address, until, answers
    return answers


@contextmanager
def _failures_as_sentences() -> Iterator[None]:
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        yield
    except RequestException as problem:
        current_app.logger.warning("single sign-on: %s", problem)
        raise Unavailable(_UNREACHABLE) from problem
    except AuthlibBaseError as problem:
        current_app.logger.warning("single sign-on: %s", problem)
        if problem.error == "access_denied":
            raise SignInRefused(
                _l("Signing in at your office was broken off. Nothing has changed.")
            ) from problem
        raise SignInRefused(_FAILED) from problem
    except (JoseError, RuntimeError, ValueError, KeyError) as problem:
        # what a provider that is no provider, or a forged answer, ends in
        current_app.logger.warning("single sign-on: %s: %s", type(problem).__name__, problem)
        raise SignInRefused(_FAILED) from problem


def _client() -> Any:
    known: Any = current_app.extensions.get(_EXTENSION)
    if known is None:
        known = current_app.extensions[_EXTENSION] = _make_client()
    metadata, wanted = known.load_server_metadata(), settings_of_provider()
    if wanted is None or metadata.get("issuer", "").rstrip("/") != wanted.issuer.rstrip("/"):
        raise RuntimeError(f"the provider calls itself {metadata.get('issuer')!r}")
    return known


def _make_client() -> Any:
    # costs start-up time, and most installations have no provider
    from authlib.integrations.flask_client import OAuth

    wanted = settings_of_provider()
    assert wanted is not None  # noqa: S101 - the views ask first
    registry = OAuth(current_app)
    return registry.register(
        "office",
        client_id=wanted.client_id,
        client_secret=wanted.client_secret,
        server_metadata_url=f"{wanted.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _PATIENCE_S,
            **({} if wanted.client_secret else {"token_endpoint_auth_method": "none"}),
        },
    )
