"""Templates parse, keep to the content policy, stay small, and name only what exists."""

import re
from pathlib import Path

import pytest
from jinja2 import TemplateError

from lms.config import ROOT

FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
LONGEST = 120
LONGEST_OF_MACROS = 150
"""A file of macros is a small library: its parts are read one at a time."""

FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "inline style sheet": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "javascript: address": re.compile(r"javascript:", re.I),
    "unescaped output": re.compile(r"\|\s*safe\b"),
}


@pytest.mark.sqlite_only("templates are the same on every database")
def test_templates_parse(app):
    broken = []
    for name in TEMPLATES:
        try:
            app.jinja_env.get_template(name)
        except TemplateError as error:
            broken.append(f"{name}: {error}")
    assert broken == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_keeps_to_the_content_policy(name):
    source = _source(name)
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(source)]
    assert found == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_stays_readable(name):
    limit = LONGEST_OF_MACROS if name.startswith("macros/") else LONGEST
    assert len(_source(name).splitlines()) <= limit


@pytest.mark.sqlite_only("addresses are the same on every database")
def test_templates_link_to_endpoints_that_exist(app):
    pattern = re.compile(r"""url_for\(\s*["']([\w.]+)["']""")
    assert _broken(pattern, lambda endpoint: endpoint in app.view_functions) == []


def test_templates_name_modules_that_exist():
    pattern = re.compile(r"""(?:data-module=|module=)["']([a-z_/-]+)["']""")
    assert _broken(pattern, lambda name: (ROOT / "static" / "js" / f"{name}.js").is_file()) == []


def test_templates_name_static_files_that_exist():
    pattern = re.compile(r"""static_url\(\s*["']([^"'{}]+)["']\s*\)""")
    assert _broken(pattern, lambda name: (ROOT / "static" / name).is_file()) == []


def test_templates_extend_and_import_templates_that_exist():
    pattern = re.compile(r"""{%-?\s*(?:extends|import|from|include)\s+["']([^"']+)["'](?!\s*~)""")
    assert _broken(pattern, lambda name: (FOLDER / name).is_file()) == []


def _broken(pattern: re.Pattern[str], exists) -> list[str]:
    return [
        f"{name}: {found}"
        for name in TEMPLATES
        for found in pattern.findall(_source(name))
        if not exists(found)
    ]


def _source(name: str) -> str:
    return Path(FOLDER / name).read_text("utf-8")
