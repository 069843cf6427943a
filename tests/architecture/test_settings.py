"""Every setting is explained to operators, and nothing is explained that is no setting."""

import re

from lms.config import ROOT

SOURCES = ("lms/config.py", "lms/serve.py", "lms/demo/startup.py")
MANUAL = ROOT / "docs" / "operations.md"


def test_every_setting_is_documented():
    assert _read_by_the_product() - _documented() == set()


def test_every_documented_setting_exists():
    assert _documented() - _read_by_the_product() == set()


def _read_by_the_product() -> set[str]:
    pattern = re.compile(r"""(?:env|environ)(?:\.get\(|, )\s*"([A-Z][A-Z0-9_]+)\"""")
    return {name for path in SOURCES for name in pattern.findall((ROOT / path).read_text("utf-8"))}


def _documented() -> set[str]:
    """First column of the manual's tables of settings: `NAME`."""
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", MANUAL.read_text("utf-8"), re.MULTILINE))
