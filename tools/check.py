"""Every check that needs no running product, one line each; what fails is shown in full.

check.py [NAME …]    all checks, or those named
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str | Path]] = {
    "format": [BIN / "ruff", "format", "--check", "."],
    "lint": [BIN / "ruff", "check", "."],
    "types": [BIN / "mypy"],
    "imports": [BIN / "lint-imports", "--config", ".importlinter"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "translations": [sys.executable, "tools/translations.py", "check"],
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(
            f"No such check: {', '.join(unknown)}; there are {', '.join(CHECKS)}.", file=sys.stderr
        )
        return 2
    failed = [name for name in names or CHECKS if not passes(name)]
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def passes(name: str) -> bool:
    """Run one check; print its name and time, and all it says when it fails."""
    started = time.monotonic()
    done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:<14}{verdict:<8}{time.monotonic() - started:5.1f} s", flush=True)
    if done.returncode != 0:
        print((done.stdout + done.stderr).strip(), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
