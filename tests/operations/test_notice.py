"""What the terminal shows at the start: addresses for other devices, also as a QR."""

from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from lms.config import read_settings
from lms.serve import ALL_INTERFACES, ask_no_second_step, notice, read_listening
from lms.server import Listening
from lms.tls.certificate import Certificate

FILES = Path("/a.crt"), Path("/a.key")
EVERYWHERE = ALL_INTERFACES[0]
OWN = Certificate(*FILES, "AA:BB", None)
HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def read_back(said: str) -> str:
    """What a phone reads from a dark terminal: light half blocks on black."""
    lines = [line.strip("\n") for line in said.splitlines() if set(line) & {"█", "▀", "▄"}]
    rows = [[HALVES[letter] for letter in line[2:]] for line in lines]
    image = Image.new("L", (max(map(len, rows)), 2 * len(rows)), 0)
    for y, row in enumerate(rows):
        for x, halves in enumerate(row):
            for lower, light in enumerate(halves):
                image.putpixel((x, 2 * y + lower), 255 * light)
    big = image.resize((image.width * 6, image.height * 6), Image.Resampling.NEAREST)
    return zxingcpp.read_barcodes(big)[0].text


def listening(host: str, **more) -> Listening:
    return Listening(host, 8000, 2, 32, **more)


def test_code_in_the_terminal_reads_back():
    settings = read_settings({"TLS": "1", "PUBLIC_URL": "https://192.168.1.20:8000"})
    said = notice(listening(EVERYWHERE, certificate=FILES), settings, [], OWN)
    assert read_back(said) == "https://192.168.1.20:8000"
    assert "https://192.168.1.20:8000/chung-thu" in said
    assert "AA:BB" in said


def test_code_is_coloured_on_a_terminal_of_any_background():
    settings = read_settings({"PUBLIC_URL": "http://192.168.1.20:8000"})
    said = notice(listening(EVERYWHERE), settings, [], in_colour=True)
    assert said.count("\x1b[38;5;255m\x1b[48;5;232m") == said.count("\x1b[0m") > 10


def test_no_code_while_only_this_machine_is_served():
    said = notice(listening("127.0.0.1"), read_settings({}), [])
    assert "█" not in said
    assert "HOST=0.0.0.0, or TLS=1" in said


def test_name_of_a_given_certificate_is_the_address():
    env = {"TLS_CERT": "/a.crt", "TLS_KEY": "/a.key", "PUBLIC_URL": "https://hoctap.example.vn"}
    given = Certificate(*FILES, "AA:BB", "hoctap.example.vn")
    said = notice(listening(EVERYWHERE, certificate=FILES), read_settings(env), [], given)
    assert "ready:  https://hoctap.example.vn" in said
    assert "chung-thu" not in said


@pytest.mark.parametrize(
    ("host", "tls", "expected"),
    [("", "1", EVERYWHERE), ("127.0.0.1", "1", "127.0.0.1"), ("", "0", "127.0.0.1")],
)
def test_https_listens_for_other_devices_unless_told_otherwise(monkeypatch, host, tls, expected):
    monkeypatch.setenv("HOST", host)
    assert read_listening(read_settings({"TLS": tls})).host == expected


def test_the_demonstration_asks_its_administrator_for_no_second_step(app, monkeypatch):
    monkeypatch.setenv("TOTP_REQUIRED", "")
    app.extensions["settings"] = replace(app.extensions["settings"], totp_required=True)
    ask_no_second_step(app)
    assert not app.extensions["settings"].totp_required
    assert not read_settings().totp_required
