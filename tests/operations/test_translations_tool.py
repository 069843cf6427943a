"""The check of translations names every kind of fault; compiling merges the fragments."""

import gettext
import shutil
import subprocess
import sys

import pytest

from lms.config import ROOT

CODE = """
_("Hello"); _l("Bye %(name)s"); ngettext("One person", "%(num)d people", 3)
"""
TEMPLATE = '<p>{{ _("In a template") }}</p>'
GOOD = """
msgid "Hello"
msgstr "Chào"

msgid "Bye %(name)s"
msgstr "Tạm biệt %(name)s"

msgid "One person"
msgid_plural "%(num)d people"
msgstr[0] "%(num)d người"

msgid "In a template"
msgstr "Trong mẫu"
"""
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.fixture
def project(tmp_path):
    """A small tree that the tool takes for the product."""
    for folder in ("lms", "sessions", "quizzes", "templates", "tools", "translations/vi"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "translations.py", tmp_path / "tools")
    (tmp_path / "lms" / "code.py").write_text(CODE, "utf-8")
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, "utf-8")
    _write(tmp_path, "a", GOOD)
    return tmp_path


def test_complete_catalogue_passes_and_compiles(project):
    assert _run(project, "check").returncode == 0
    assert _run(project, "compile").returncode == 0

    with (project / "translations/vi/LC_MESSAGES/messages.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("In a template") == "Trong mẫu"
    assert catalogue.ngettext("One person", "%(num)d people", 1) == "%(num)d người"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (GOOD.replace('"Chào"', '""'), "not in Vietnamese: 'Hello'"),
        (GOOD.replace('msgid "Hello"', '#, fuzzy\nmsgid "Hello"'), "marked fuzzy: 'Hello'"),
        (GOOD.replace("biệt %(name)s", "biệt %(ten)s"), "placeholders differ: 'Bye %(name)s'"),
        (GOOD + '\nmsgid "Gone"\nmsgstr "Mất"\n', "no longer used: 'Gone'"),
        (GOOD + '\nmsgid "Hello"\nmsgstr "Xin chào"\n', "differs from"),
    ],
)
def test_fault_is_named(project, text, fault):
    _write(project, "a", text)
    done = _run(project, "check")

    assert done.returncode == 1
    assert fault in done.stderr


def test_fragments_that_contradict_each_other_are_named(project):
    _write(project, "b", 'msgid "Hello"\nmsgstr "Xin chào"\n')

    assert "b.po" in _run(project, "check").stderr


def test_missing_entries_are_printed_ready_to_paste(project):
    _write(project, "a", "")
    done = _run(project, "missing", "lms/")

    assert 'msgid "Hello"\nmsgstr ""' in done.stdout
    assert "msgstr[0]" in done.stdout
    assert "In a template" not in done.stdout


def _write(project, name: str, entries: str) -> None:
    (project / "translations" / "vi" / f"{name}.po").write_text(f"{HEADER}\n{entries}", "utf-8")


def _run(project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tools/translations.py", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
