"""What is loaded before the first request: not the libraries that only drawing and reading files need."""

import subprocess
import sys

from lms.config import ROOT

LOADED_ON_USE = (
    "qrcode",
    "reportlab",
    "olefile",
    "openpyxl",
    "xlsxwriter",
    "mammoth",
    "python_calamine",
    "PIL",
    "pypdf",
)


def test_start_up_leaves_heavy_libraries_alone(tmp_path):
    code = f"import sys, wsgi; print(*[name for name in {LOADED_ON_USE!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"INSTANCE_PATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
