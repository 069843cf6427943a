"""Brings a fresh machine to the point where the product runs, and does nothing where that is already so.

    prepare.py run      virtual environment, pinned packages, browser files, compiled translations
    prepare.py develop  the same with what tests and checks need

Standard library only: it runs before anything is installed. Every step leaves a stamp with the fingerprint of what
it was made from, so that a second start only compares fingerprints.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRAGMENTS = ROOT / "translations" / "vi"


class Stopped(Exception):
    """Preparation cannot go on; the message says what to do, in one sentence."""


def main(arguments: list[str]) -> int:
    if arguments not in (["run"], ["develop"]):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        make_environment()
        install_packages("requirements.txt")
        if arguments == ["develop"]:
            install_packages("requirements-dev.txt")
        fetch_assets()
        compile_translations()
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(
            f"No permission to write {error.filename}: give this account write access to {ROOT}.",
            file=sys.stderr,
        )
        return 1
    return 0


def make_environment() -> None:
    """A virtual environment with a working pip in .venv."""
    if _works([PYTHON, "-c", "import pip"]):
        return
    if not _works([sys.executable, "-c", "import venv, ensurepip"]):
        raise Stopped(
            "Python has no venv module here: run 'apt install python3-venv' as root, then try again."
        )
    print("Making the virtual environment in .venv …", flush=True)
    done = _captured([sys.executable, "-m", "venv", "--clear", VENV])
    if done.returncode != 0:
        raise Stopped(f"The virtual environment could not be made in {VENV}: {_last_line(done)}")


def install_packages(name: str) -> None:
    """What a requirements file pins, unless exactly that is already there."""
    stamp = VENV / f".{name}.stamp"
    wanted = _fingerprint([ROOT / "requirements.txt", ROOT / name], extra=sys.version)
    if _stamped(stamp, wanted):
        return
    print(f"Installing Python packages of {name} …", flush=True)
    done = _captured(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
            "-r",
            ROOT / name,
        ]
    )
    if done.returncode != 0:
        log = VENV / "pip.log"
        log.write_text(done.stdout + done.stderr)
        raise Stopped(
            "The Python packages could not be installed from the package index: connect to the internet and run the "
            f"same command again (details in {log.relative_to(ROOT)})."
        )
    stamp.write_text(wanted)


def fetch_assets() -> None:
    """Fonts and browser files under static/vendor; tools/assets.py knows which."""
    if subprocess.run([PYTHON, ROOT / "tools" / "assets.py"], check=False).returncode != 0:
        raise Stopped("Without its fonts and browser files the product cannot start.")


def compile_translations() -> None:
    """The compiled catalogue, unless it is as new as its fragments."""
    stamp = ROOT / "translations" / ".build" / "vi.stamp"
    compiled = FRAGMENTS / "LC_MESSAGES" / "messages.mo"
    wanted = _fingerprint([*sorted(FRAGMENTS.glob("*.po")), ROOT / "tools" / "translations.py"])
    if _stamped(stamp, wanted) and compiled.is_file():
        return
    if (
        subprocess.run(
            [PYTHON, ROOT / "tools" / "translations.py", "compile"], check=False
        ).returncode
        != 0
    ):
        raise Stopped("The translations could not be compiled.")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def _works(command: list[Path | str]) -> bool:
    try:
        return _captured(command).returncode == 0
    except OSError:
        return False


def _captured(command: list[Path | str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[-1] if lines else "no reason given"


def _fingerprint(paths: list[Path], extra: str = "") -> str:
    digest = hashlib.sha256(extra.encode())
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _stamped(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
