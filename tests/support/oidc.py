"""A real OpenID Connect provider in a process of its own, and a browser that signs in there."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from bench.harness import free_port, wait_for_answer
from lms.config import ROOT

CLIENT_ID, CLIENT_SECRET = "diem-cau", "a secret of the tests"
REDIRECT_URI = "http://localhost/dang-nhap/co-quan/ve"
_SCRIPT = Path(__file__).with_name("oidc_provider.mjs")


def node() -> str:
    """The program that runs the provider: that of the virtual environment, where the machine had none, or the machine's.

    RuntimeError where there is none, or no provider: a test that cannot run has not passed.
    """
    found = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if found is None or not (ROOT / "node_modules" / "oidc-provider" / "package.json").is_file():
        raise RuntimeError("no node, or no oidc-provider in node_modules: run `make setup`")
    return found


@dataclass(frozen=True)
class Provider:
    """A running provider."""

    issuer: str

    def answer(self, address: str, claims: dict[str, object], amr: str = "") -> str:
        """Follow the product's redirect and sign in as somebody; the address to come back to."""
        return self._choose(address, {"as": json.dumps(claims), "amr": amr})

    def break_off(self, address: str) -> str:
        """Follow the product's redirect and go no further; the address to come back to."""
        return self._choose(address, {"no": "1"})

    def _choose(self, address: str, choice: dict[str, str]) -> str:
        with requests.Session() as browser:
            asked = browser.get(address, timeout=10)
            assert asked.text == "Who are you?", asked.text
            sent = browser.get(asked.url, params=choice, allow_redirects=False, timeout=10)
            for _ in range(5):
                target = requests.compat.urljoin(sent.url, sent.headers["Location"])
                if target.startswith(REDIRECT_URI):
                    return target.removeprefix("http://localhost")
                sent = browser.get(target, allow_redirects=False, timeout=10)
        raise AssertionError(f"the provider leads nowhere: {sent.url} {sent.text}")


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Start the provider, wait for its first answer, stop it at the end."""
    port = free_port()
    command = [node(), str(_SCRIPT), str(port), REDIRECT_URI]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for_answer(port, "/.well-known/openid-configuration", process)
        yield Provider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)
