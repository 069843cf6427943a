"""Who may do what: refused unless a view says otherwise.

Every endpoint carries one of three marks: `@requires(permission, loader)`, `@signed_in` or
`@public`; one without a mark stops the application from starting. Each feature maps its
permissions to predicates over the person asking and the thing asked for. What a person may not
see is answered like what does not exist: 404.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from http import HTTPStatus
from typing import Any, Protocol

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from lms.db.boundary import run_view
from lms.errors import DomainError, NotFound


class SupportsActor(Protocol):
    """The least that policy must know of whoever is asking."""

    @property
    def is_signed_in(self) -> bool:
        """Whether an account stands behind the request."""
        ...


_UNSEEN = _l("This page does not exist, or it is not yours to see.")
Predicate = Callable[[Any, Any], bool]
"""predicate(actor, thing) -> allowed; the thing is what the loader returned, or None."""
PermissionMap = Mapping[StrEnum, Predicate]


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the table of rights: what a permission lets one do, and which roles have it.

    Roles are written by their values, since some features stand below the roles. A role that is
    named nowhere may not; a learner's right is everybody's.
    """

    what: object
    """In a few words, lazily translated"""
    anywhere: tuple[str, ...] = ()
    """Over whatever the thing belongs to"""
    is_cut: bool = False
    """Whoever has it anywhere may open the page, but is shown only what lies within the grant; but for the administrator."""
    within: tuple[str, ...] = ()
    """Over what belongs to the unit, conference or venue under the grant, or is meant for it"""
    own: tuple[str, ...] = ()
    """Over what is the person's own only"""
    everything: tuple[str, ...] = ()
    """Only when granted over everything"""


RightsTable = Mapping[StrEnum, Right]
View = Callable[..., ResponseReturnValue]
Loader = Callable[..., Any]


PUBLIC_FILES = frozenset({"static", "asset", "style", "favicon"})
"""Browser files: no data in them, no policy asked."""


class PolicyError(RuntimeError):
    """An endpoint without a policy, or a permission without a rule: a mistake of ours."""


def init_policy(app: Flask, actor_loader: Callable[[], SupportsActor]) -> None:
    """Give the application its permission map and the way to learn who is asking."""
    app.extensions["permissions"] = {}
    app.extensions["rights"] = {}
    app.extensions["rights_under"] = {}
    app.extensions["actor_loader"] = actor_loader


def add_permissions(app: Flask, permissions: PermissionMap) -> None:
    """Add a feature's permissions; a permission defined twice is a mistake."""
    known: dict[StrEnum, Predicate] = app.extensions["permissions"]
    for permission, predicate in permissions.items():
        if permission in known:
            raise PolicyError(f"permission {permission} is defined twice")
        known[permission] = predicate


def add_rights(app: Flask, rights: RightsTable, under: object = "") -> None:
    """Add a feature's rows to the table of rights, which tells people what the predicates decide.

    `under` is the heading they stand under, lazily translated.
    """
    app.extensions["rights"].update(rights)
    app.extensions["rights_under"].update(dict.fromkeys(rights, under))


def asking() -> SupportsActor:
    """Whoever is asking, loaded once per request."""
    actor: SupportsActor | None = g.get("actor")
    if actor is None:
        actor = g.actor = current_app.extensions["actor_loader"]()
    return actor


def is_allowed(permission: StrEnum, thing: Any = None) -> bool:
    """Whether the person asking may do this to the thing; templates ask it too."""
    actor = asking()
    return actor.is_signed_in and _rule(permission)(actor, thing)


def _rule(permission: StrEnum) -> Predicate:
    predicate: Predicate = current_app.extensions["permissions"][permission]
    return predicate


def requires(permission: StrEnum, loader: Loader | None = None) -> Callable[[View], View]:
    """Let a view run only for those the permission's rule allows.

    With a loader, `loader(**url_parameters)` finds the thing (or raises NotFound, whose sentence nobody
    hears: it would tell what exists from what does not); the rule judges it and the view receives it as its
    only argument. Without one the view receives the
    URL's parameters. Anonymous people are sent to sign in; others who may not get 404.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(**parameters: Any) -> ResponseReturnValue:
            actor = asking()
            if not actor.is_signed_in:
                return _ask_to_sign_in()

            def call() -> ResponseReturnValue:
                thing = _found(loader, parameters) if loader else None
                if not _rule(permission)(actor, thing):
                    raise Denied(_UNSEEN)
                return view(thing) if loader else view(**parameters)

            return run_view(view, call)

        guarded.policy = str(permission)  # type: ignore[attr-defined] # read at start-up
        return guarded

    return mark


def _found(loader: Loader, parameters: Mapping[str, Any]) -> Any:
    try:
        return loader(**parameters)
    except NotFound as nothing:
        raise NotFound(_UNSEEN) from nothing


def signed_in(view: View) -> View:
    """Let a view run for everybody with an account; the view itself shows only their own."""

    @wraps(view)
    def guarded(**parameters: Any) -> ResponseReturnValue:
        if not asking().is_signed_in:
            return _ask_to_sign_in()
        return run_view(view, lambda: view(**parameters))

    guarded.policy = "signed in"  # type: ignore[attr-defined] # read at start-up
    return guarded


def public(view: View) -> View:
    """Let a view run for everybody, on purpose."""

    @wraps(view)
    def open_view(**parameters: Any) -> ResponseReturnValue:
        return run_view(view, lambda: view(**parameters))

    open_view.policy = "public"  # type: ignore[attr-defined] # read at start-up
    return open_view


def check_every_endpoint(app: Flask) -> None:
    """Refuse to start when an endpoint has no policy or names a permission without a rule."""
    known = {str(permission) for permission in app.extensions["permissions"]}
    for endpoint, view in app.view_functions.items():
        policy = getattr(view, "policy", None)
        if policy is None and endpoint not in PUBLIC_FILES:
            raise PolicyError(f"endpoint {endpoint} has no policy")
        if policy not in (None, "public", "signed in") and policy not in known:
            raise PolicyError(f"endpoint {endpoint} asks for {policy}, which has no rule")


class Denied(NotFound):
    """The rule of a permission said no; whoever asked hears the same as where there is nothing."""


class SignInNeeded(DomainError):
    """A machine asked without an account; people are sent to the sign-in page instead."""

    status = HTTPStatus.UNAUTHORIZED


def _ask_to_sign_in() -> Response:
    if wants_json():
        raise SignInNeeded(_l("Please sign in first."))
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    response = redirect(url_for("auth.sign_in", next=target), code=303)
    return current_app.make_response(response)


def wants_json() -> bool:
    """Whether the answer should be JSON: a script asked, not a person following a link."""
    accept = request.accept_mimetypes
    prefers_json = accept["application/json"] > accept["text/html"]
    return bool(request.is_json or prefers_json)
