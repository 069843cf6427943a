"""The commands of the Makefile as somebody meets them on a new machine."""

import os
import subprocess

from lms.config import ROOT


def test_help_lists_every_command():
    said = _make("help").stdout
    for command in ("run", "test", "drill", "check", "bench", "help"):
        assert f"make {command} " in said
    assert "TLS=1" in said


def test_machine_without_python_is_told_what_to_install():
    done = _make("run", "PYTHON=")

    assert done.returncode != 0
    assert "Python 3.11 or newer" in done.stderr


def _make(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
