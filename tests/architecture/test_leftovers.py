"""Nothing of a merge is left in what is served, run or read."""

import re

import pytest

from lms.config import ROOT

FOLDERS = (
    "lms quizzes sessions templates static/css static/js tests translations docs migrations".split()
)
KINDS = {".py", ".html", ".css", ".js", ".po", ".md", ".txt", ".svg"}
MARKER = re.compile(r"^(<{7}|>{7}|\|{7}) |^={7}$", re.MULTILINE)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_side_of_a_merge_is_left_undecided(folder):
    """A style sheet with such a line loses the next rule and says nothing."""
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in KINDS]
    assert files
    assert [path.name for path in files if MARKER.search(path.read_text("utf-8"))] == []
