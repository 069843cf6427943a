"""The process that hashes passwords for a worker: it steps back, it may die, it ends when nobody needs it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

from lms.errors import Unavailable
from lms.people.auth import hasher
from lms.people.auth.hasher import Hasher
from tests.support.processes import is_running

KIB = 1024
SCRIPT = Path(hasher.__file__).with_name("hashing.py")


@pytest.fixture
def asked():
    """A hasher that has answered once, and its process."""
    made = Hasher()
    kept = made.ask("hash", "mật khẩu", 8 * KIB, 1)
    assert made._process is not None
    yield made, kept, made._process
    made._end()


def test_it_runs_only_where_its_workers_processor_is_free(asked):
    _, _, process = asked
    assert os.sched_getscheduler(process.pid) == os.SCHED_IDLE
    assert os.sched_getaffinity(process.pid) == os.sched_getaffinity(0)


def test_one_process_answers_all(asked):
    made, kept, process = asked
    assert made.ask("verify", kept, "mật khẩu") is True
    assert made._process is process


def test_the_wrong_password_is_an_answer_too(asked):
    made, kept, process = asked
    assert made.ask("verify", kept, "mật khẩu khác") is False
    assert made._process is process


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGALRM], ids=["killed", "idle for long"])
def test_when_it_has_ended_another_answers(asked, how):
    made, kept, process = asked
    process.send_signal(how)
    assert process.wait(20) == -how
    assert made.ask("verify", kept, "mật khẩu") is True
    assert made._process is not process


def test_ctrl_c_in_the_terminal_leaves_it_to_the_server(asked):
    made, kept, process = asked
    process.send_signal(signal.SIGINT)
    assert made.ask("verify", kept, "mật khẩu") is True
    assert made._process is process


def test_without_work_it_ends_by_itself():
    lonely = subprocess.Popen(
        [sys.executable, "-I", SCRIPT, "1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert lonely.wait(20) == -signal.SIGALRM
    lonely.communicate()


def test_it_ends_with_the_process_it_works_for():
    code = (
        "import os, time\n"
        "from lms.people.auth.hasher import Hasher\n"
        "made = Hasher()\n"
        "made.ask('hash', 'x', 8192, 1)\n"
        "print(made._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert worker.stdout is not None
    pid = int(worker.stdout.readline())
    assert is_running(pid)
    worker.kill()
    worker.communicate()
    for _ in range(200):
        if not is_running(pid):
            break
        time.sleep(0.05)
    assert not is_running(pid)


def test_without_room_for_a_process_there_is_a_sentence(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/khong/co/python")
    with pytest.raises(Unavailable):
        Hasher().ask("hash", "x", 8 * KIB, 1)


def test_it_imports_nothing_of_the_product():
    done = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", str(SCRIPT), "60"],
        input=orjson.dumps(["hash", "x", 8 * KIB, 1]) + b"\n",
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b'"$argon2id$v=19$m=8,t=1,p=1$')
    assert b"flask" not in done.stderr
    assert b" lms" not in done.stderr
