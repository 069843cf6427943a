"""Every sentence of the interface is in Vietnamese."""

import subprocess
import sys

from lms.config import ROOT


def test_no_sentence_is_untranslated():
    done = subprocess.run(
        [sys.executable, "tools/translations.py", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
