"""`python -m lms.serve`: bring the installation up to date and serve it; what `make run` ends in."""

import os
import socket
import sys
from pathlib import Path

from flask import Flask

from lms.config import SettingError, Settings, read_number, read_settings
from lms.demo.startup import prepare_demo
from lms.server import Listening, run_server

ALL_INTERFACES = ("0.0.0.0", "::")  # noqa: S104 - only compared with


class StartError(Exception):
    """The product cannot start; the message says why and what to do, in one sentence."""


def main() -> int:
    """Start and serve until stopped; 1 with a sentence on the terminal when that cannot be."""
    try:
        settings, listening = read_settings(), read_listening()
        prepare(settings, listening)
        app = _make_app()
        accounts = prepare_demo(app)
        app.extensions["database"].dispose()  # workers open their own connections
        print(notice(listening, settings, accounts), flush=True)
        run_server("wsgi:app", listening)
    except (SettingError, StartError) as error:
        print(f"Điểm Cầu cannot start. {error}", file=sys.stderr)
        return 1
    return 0


def read_listening() -> Listening:
    """HOST, PORT, WORKERS and THREADS of the environment."""
    return Listening(
        host=os.environ.get("HOST") or "127.0.0.1",
        port=read_number(os.environ, "PORT", 8000, 1, 65_535),
        workers=read_number(os.environ, "WORKERS", 2, 1, 64),
        threads=read_number(os.environ, "THREADS", 32, 1, 256),
    )


def prepare(settings: Settings, listening: Listening) -> None:
    """An instance folder, a free port and a database of this version, or a StartError."""
    _check_instance(settings.instance_path)
    _check_port(listening)
    _upgrade(settings)


def notice(listening: Listening, settings: Settings, accounts: list[tuple[str, str, str]]) -> str:
    """What the terminal shows once: addresses, and a demonstration account for each role."""
    lines = ["", f"  Điểm Cầu is ready:  {settings.public_url or _local_address(listening)}"]
    if listening.host in ALL_INTERFACES:
        lines.append(f"  from a phone on this network:  http://{_own_address()}:{listening.port}")
    else:
        lines.append("  (to let phones on this network in: make run HOST=0.0.0.0)")
    if accounts:
        width = max(len(login) for _, login, _ in accounts)
        lines += ["", "  Demonstration accounts (login, password):"]
        lines += [
            f"    {login:<{width}}  {password:<14}  {role}" for role, login, password in accounts
        ]
    return "\n".join([*lines, "", "  Stop with Ctrl+C.", ""])


def _check_instance(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StartError(f"The folder {instance} cannot be made: {error.strerror}.") from error
    if not os.access(instance, os.W_OK | os.X_OK):
        raise StartError(
            f"This account may not write to {instance}: change its owner, or set INSTANCE_PATH."
        )


def _check_port(listening: Listening) -> None:
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listening.host, listening.port))
        except PermissionError as error:
            raise StartError(
                f"Port {listening.port} needs root: choose one from 1024 up, as in make run PORT=8001."
            ) from error
        except OSError as error:
            raise StartError(
                f"Port {listening.port} on {listening.host} cannot be used ({error.strerror}): stop "
                "what uses it or choose another, as in make run PORT=8001."
            ) from error


def _upgrade(settings: Settings) -> None:
    from lms.db.engine import Database
    from lms.db.migrate import UnusableDatabase, make_ready

    database = Database(settings.database_url)
    try:
        make_ready(database)
    except UnusableDatabase as error:
        raise StartError(str(error)) from error
    finally:
        database.dispose()


def _make_app() -> Flask:
    # Workers are forked from this process, so what is imported here is imported once.
    from wsgi import app

    return app


def _local_address(listening: Listening) -> str:
    named = listening.host in (*ALL_INTERFACES, "127.0.0.1", "::1")
    return f"http://{'localhost' if named else listening.host}:{listening.port}"


def _own_address() -> str:
    """This machine's address on its network; no packet is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return socket.gethostname()
        address: str = probe.getsockname()[0]
        return address


if __name__ == "__main__":
    raise SystemExit(main())
