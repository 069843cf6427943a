"""Every endpoint that takes an unsafe method says who commits."""

from flask import Flask

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
WRITES_NOTHING: dict[str, str] = {}
"""endpoint: why it needs no boundary although it answers to an unsafe method"""


def test_unsafe_endpoints_are_marked_as_writes(app):
    unmarked = {rule.endpoint for rule in _unsafe_rules(app) if not _boundary(app, rule.endpoint)}

    assert unmarked - WRITES_NOTHING.keys() == set()


def test_exceptions_are_still_needed(app):
    unmarked = {rule.endpoint for rule in _unsafe_rules(app) if not _boundary(app, rule.endpoint)}

    assert WRITES_NOTHING.keys() <= unmarked


def _unsafe_rules(app: Flask):
    return [rule for rule in app.url_map.iter_rules() if UNSAFE & (rule.methods or set())]


def _boundary(app: Flask, endpoint: str) -> str | None:
    return getattr(app.view_functions[endpoint], "boundary", None)
