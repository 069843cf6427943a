"""`python -m lms.serve`: bring the installation up to date and serve it; what `make run` ends in."""

import os
import socket
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

from flask import Flask

from lms import clock
from lms.config import SettingError, Settings, read_number, read_settings
from lms.demo.startup import prepare_demo
from lms.people.words_due import write_words_due
from lms.server import Listening, run_server
from lms.tls.certificate import Certificate, CertificateError
from lms.tls.network import lan_addresses, own_names

ALL_INTERFACES = ("0.0.0.0", "::")  # noqa: S104 - only compared with


_EVERY_HTTPS_PORT = 443
_WHITE_ON_BLACK, _AS_BEFORE = "\x1b[38;5;255m\x1b[48;5;232m", "\x1b[0m"


class StartError(Exception):
    """The product cannot start; the message says why and what to do, in one sentence."""


def main() -> int:
    """Start and serve until stopped; 1 with a sentence on the terminal when that cannot be."""
    try:
        settings = read_settings()
        listening = read_listening(settings)
        prepare(settings, listening)
        certificate = find_certificate(settings)
        if certificate is not None:
            files = certificate.path, certificate.key_path
            listening = replace(listening, certificate=files)
            address = _reachable_address(listening, certificate)
            settings = replace(settings, public_url=settings.public_url or address)
            os.environ["PUBLIC_URL"] = settings.public_url or ""  # read again by the application
        app = _make_app()
        accounts = prepare_demo(app)
        write_words_due(app.extensions["database"])  # of an import that the last stop cut short
        if accounts and not os.environ.get("TOTP_REQUIRED"):
            ask_no_second_step(app)
        app.extensions["database"].dispose()  # workers open their own connections
        said = notice(listening, settings, accounts, certificate, in_colour=sys.stdout.isatty())
        print(said, flush=True)
        run_server("wsgi:app", listening)
    except (SettingError, StartError, CertificateError) as error:
        print(f"Điểm Cầu cannot start. {error}", file=sys.stderr)
        return 1
    return 0


def ask_no_second_step(app: Flask) -> None:
    """Let the demonstration be tried without a phone at hand: its administrator needs no second step."""
    os.environ["TOTP_REQUIRED"] = "0"  # read again by workers that start anew
    app.extensions["settings"] = replace(app.extensions["settings"], totp_required=False)


def read_listening(settings: Settings) -> Listening:
    """HOST, PORT, WORKERS and THREADS of the environment; HTTPS is there for other devices."""
    return Listening(
        host=os.environ.get("HOST") or (ALL_INTERFACES[0] if settings.tls else "127.0.0.1"),
        port=read_number(os.environ, "PORT", 8000, 1, 65_535),
        workers=read_number(os.environ, "WORKERS", 2, 1, 64),
        threads=read_number(os.environ, "THREADS", 32, 1, 256),
    )


def find_certificate(settings: Settings) -> Certificate | None:
    """What HTTPS is served with: the office's, or one of our own, made now where it is needed.

    Raises CertificateError with a sentence; None without TLS.
    """
    if not settings.tls:
        return None
    # Imported here: workers are forked from this process, and only HTTPS needs what makes certificates.
    from lms.tls.given import read_certificate
    from lms.tls.own import keep_certificate

    if settings.tls_cert is None or settings.tls_key is None:
        try:
            return keep_certificate(settings.instance_path, own_names(), clock.now())
        except OSError as error:
            raise CertificateError(
                f"The certificate cannot be kept in {settings.instance_path}: {error.strerror}."
            ) from error
    return read_certificate(settings.tls_cert, settings.tls_key, clock.now())


def prepare(settings: Settings, listening: Listening) -> None:
    """An instance folder, a free port and a database of this version, or a StartError."""
    _check_instance(settings.instance_path)
    _check_port(listening)
    _upgrade(settings)


def notice(
    listening: Listening,
    settings: Settings,
    accounts: list[tuple[str, str, str]],
    certificate: Certificate | None = None,
    *,
    in_colour: bool = False,
) -> str:
    """What the terminal shows once: addresses, and a demonstration account for each role."""
    lines = ["", f"  Điểm Cầu is ready:  {_local_address(listening, settings)}"]
    if listening.host in ALL_INTERFACES or certificate is not None:
        address = settings.public_url or _reachable_address(listening, certificate)
        lines.append(f"  from a phone on this network:  {address}")
        lines += ["", *_draw_code(address, in_colour)]
    else:
        lines.append("  (to let phones on this network in: make run HOST=0.0.0.0, or TLS=1)")
    if certificate is not None and settings.has_own_certificate:
        lines.append("  Browsers warn of this certificate until they are told to trust it:")
        lines.append(f"    how: {address}/chung-thu")
    if certificate is not None:
        lines.append(f"    SHA-256: {certificate.fingerprint}")
    if accounts:
        width = max(len(login) for _, login, _ in accounts)
        lines += ["", "  Demonstration accounts (login, password):"]
        lines += [
            f"    {login:<{width}}  {password:<14}  {role}" for role, login, password in accounts
        ]
    return "\n".join([*lines, "", "  Stop with Ctrl+C.", ""])


def _draw_code(address: str, in_colour: bool) -> list[str]:
    """The address as a QR in half blocks: light modules are drawn, dark ones left out.

    That is right on a dark terminal; with colours it is right on any.
    """
    # Imported here: `qrcode` costs start-up time that only this needs.
    from qrcode.main import QRCode

    code = QRCode(border=2)
    code.add_data(address)
    drawn = StringIO()
    code.print_ascii(drawn, invert=True)
    lines = drawn.getvalue().replace("\xa0", " ").splitlines()
    if in_colour:
        return [f"  {_WHITE_ON_BLACK}{line}{_AS_BEFORE}" for line in lines]
    return [f"  {line}" for line in lines]


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


def _local_address(listening: Listening, settings: Settings) -> str:
    if settings.tls_cert is not None and settings.public_url:
        return settings.public_url  # the certificate stands for this name, not for localhost
    named = listening.host in (*ALL_INTERFACES, "127.0.0.1", "::1")
    return _address(listening, "localhost" if named else listening.host)


def _reachable_address(listening: Listening, certificate: Certificate | None) -> str:
    """What other devices type: the name of the certificate, or this machine's address."""
    if certificate is not None and certificate.host is not None:
        return _address(listening, certificate.host)
    if listening.host not in ALL_INTERFACES:
        return _address(listening, listening.host)
    found = lan_addresses()
    return _address(listening, str(found[0]) if found else socket.gethostname())


def _address(listening: Listening, host: str) -> str:
    scheme = "https" if listening.certificate else "http"
    host = f"[{host}]" if ":" in host else host
    is_usual = listening.certificate is not None and listening.port == _EVERY_HTTPS_PORT
    return f"{scheme}://{host}" if is_usual else f"{scheme}://{host}:{listening.port}"


if __name__ == "__main__":
    raise SystemExit(main())
