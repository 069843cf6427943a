"""Files and functions of the product stay small enough to be read at once."""

import ast
import statistics
from pathlib import Path

from lms.config import ROOT

PACKAGES = ("lms", "sessions", "quizzes")


def test_files_are_mostly_short():
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in _files()}
    long = sorted(f"{path.relative_to(ROOT)}: {size}" for path, size in sizes.items() if size > 250)

    assert statistics.median(size for size in sizes.values() if size) <= 90
    assert len(long) <= len(sizes) * 0.02, long


def test_functions_are_mostly_short():
    sizes = [
        (node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
        for path in _files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    long = sorted((each for each in sizes if each[0] > 30), reverse=True)

    assert len(long) <= len(sizes) * 0.03, long
    assert [each for each in long if each[0] > 60] == []


def _files() -> list[Path]:
    return [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
