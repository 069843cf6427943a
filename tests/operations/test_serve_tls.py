"""HTTPS without a proxy: served with our own certificate, refused in one sentence with a bad one."""

import ssl
import subprocess
import sys
import urllib.request

from bench.harness import free_port
from lms.config import ROOT
from tests.support.site import environment, running_site


def test_https_is_served_with_a_certificate_that_verifies(tmp_path):
    with running_site(tmp_path, TLS="1", HOST="127.0.0.1", WORKERS="1") as site:
        trusting = ssl.create_default_context(cafile=tmp_path / "tls" / "authority.crt")
        with urllib.request.urlopen(f"{site.url}/chung-thu", context=trusting) as answer:  # noqa: S310 - our own address
            page, headers = answer.read().decode(), answer.headers
        said = (tmp_path / "serve.log").read_text()

    assert "Tin cậy máy chủ này" in page
    assert "Secure" in headers["Set-Cookie"]
    assert headers["Strict-Transport-Security"] is None
    assert f"ready:  {site.url}" in said
    fingerprint = said.partition("SHA-256: ")[2].split()[0]
    assert len(fingerprint) == 95
    assert fingerprint in page


def test_certificate_without_key_is_said_in_one_sentence(tmp_path):
    assert "set TLS_KEY as well" in _refusal(tmp_path, TLS_CERT="/etc/ssl/hoctap.pem")


def test_certificate_that_is_missing_is_said_in_one_sentence(tmp_path):
    said = _refusal(tmp_path, TLS_CERT="/nowhere.pem", TLS_KEY="/nowhere.key")
    assert "TLS_CERT names /nowhere.pem, which does not exist." in said


def _refusal(instance, **settings: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "lms.serve"],
        cwd=ROOT,
        env=environment(instance, PORT=str(free_port()), **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    return done.stderr
