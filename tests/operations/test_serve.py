"""Starting, refusing to start in one sentence, and stopping."""

import contextlib
import http.client
import json
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bench.harness import free_port, wait_for_answer
from lms.config import ROOT
from tests.support.site import environment, running_site, start_product, wait_until_ready


def test_first_start_makes_database_and_secrets(tmp_path):
    with running_site(tmp_path) as site, urllib.request.urlopen(site.url) as answer:  # noqa: S310 - our own address
        assert answer.url.endswith("/cai-dat-ban-dau")
    kept = tmp_path / "secrets.json"

    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(json.loads(kept.read_text())["code_master_key"]) == 64
    assert (tmp_path / "diemcau.db").is_file()
    assert site.url in (tmp_path / "serve.log").read_text()


def test_second_start_keeps_the_secrets(tmp_path):
    with running_site(tmp_path):
        first = (tmp_path / "secrets.json").read_text()
    with running_site(tmp_path):
        assert (tmp_path / "secrets.json").read_text() == first


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_when_told_twice_at_once(tmp_path, number):
    port = free_port()
    process = start_product(tmp_path, PORT=str(port))
    wait_until_ready(process, port, tmp_path)

    process.send_signal(number)
    time.sleep(0.002)
    process.send_signal(number)

    assert process.wait(20) == 0


def test_worker_that_dies_is_replaced(tmp_path):
    with running_site(tmp_path, WORKERS="1") as site:
        port = int(site.url.rpartition(":")[2])
        (worker,) = _children(site.process.pid)
        os.kill(worker, signal.SIGKILL)
        time.sleep(0.2)
        wait_for_answer(port, "/", site.process)
        assert _children(site.process.pid) != [worker]


def test_threads_of_a_worker_let_each_other_finish(tmp_path):
    with running_site(tmp_path, WORKERS="1") as site:
        (worker,) = _children(site.process.pid)
        threads = [int(each.name) for each in Path(f"/proc/{worker}/task").iterdir()]
        assert {os.sched_getscheduler(each) for each in threads} == {os.SCHED_BATCH}
        assert os.sched_getscheduler(site.process.pid) == os.SCHED_OTHER


def test_port_in_use_is_said_in_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = _refusal(tmp_path, PORT=str(port))
    assert f"Port {port}" in said
    assert "make run PORT=8001" in said


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("PORT", "80x", "PORT must be a whole number"),
        ("DATABASE_URL", "mysql://x", "use sqlite:///path or postgresql://"),
        ("DATABASE_URL", "postgresql://x@/y?host=/nowhere", "cannot be used"),
        ("INSTANCE_PATH", "/dev/null/instance", "/dev/null/instance cannot be made"),
        ("PUBLIC_URL", "hoctap.example.vn", "PUBLIC_URL must start with"),
        ("SECURE_COOKIES", "perhaps", "SECURE_COOKIES must be 0 or 1"),
    ],
)
def test_setting_that_cannot_be_used_is_said_in_one_sentence(tmp_path, setting, value, sentence):
    assert sentence in _refusal(tmp_path, **{"PORT": str(free_port()), setting: value})


def test_database_of_a_newer_version_is_left_alone(tmp_path):
    with running_site(tmp_path):
        pass
    engine = create_engine(f"sqlite:///{tmp_path / 'diemcau.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    assert "of a newer version (9999)" in _refusal(tmp_path, PORT=str(free_port()))


def _refusal(instance, **settings: str) -> str:
    """What a start that must fail says; one line, no traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "lms.serve"],
        cwd=ROOT,
        env=environment(instance, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def _children(pid: int) -> list[int]:
    done = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in done.stdout.split()]


def test_upload_that_is_too_large_is_answered_before_the_line_is_cut(tmp_path):
    with running_site(tmp_path, MAX_UPLOAD_MB="1") as site:
        host, _, port = site.url.removeprefix("http://").partition(":")
        sender = http.client.HTTPConnection(host, int(port), timeout=30)
        sender.request(  # sends everything before it reads anything, as a slow line makes browsers do
            "POST",
            "/cai-dat-ban-dau",
            bytes(40 * 1024 * 1024),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = sender.getresponse()
        page = answer.read().decode()
        sender.close()
    assert answer.status == 413
    assert "Dung lượng tối đa là 1 MB" in page


def test_thousand_phones_that_stay_connected_keep_nobody_out(tmp_path):
    """Every phone in a hall keeps its line open for a while; the next one is let in all the same."""
    _allow_open_files(4_096)
    with running_site(tmp_path, WORKERS="1") as site, contextlib.ExitStack() as lines:
        host, _, port = site.url.removeprefix("http://").partition(":")
        for _number in range(1_000):
            lines.enter_context(socket.create_connection((host, int(port)), 10))
        late = http.client.HTTPConnection(host, int(port), timeout=10)
        late.request("GET", "/ma")
        answer = late.getresponse()
        late.close()

    assert answer.status < 400


def _allow_open_files(number: int) -> None:
    """For this process, which plays the phones."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < number:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(number, most), most))
