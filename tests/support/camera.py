"""A camera that shows a QR code: a raw film for Chromium's fake capture device."""

from pathlib import Path

_WIDTH, _HEIGHT = 640, 480
_QUIET = 4
_PAPER, _INK, _WALL = 225, 30, 120


def film_of(text: str, path: Path) -> Path:
    """Write a film in which the code is held still before a grey wall; its path."""
    from sessions.gates.drawing import draw

    rows = draw(text).rows
    side = len(rows) + 2 * _QUIET
    scale = _HEIGHT * 2 // 3 // side
    left, top = (_WIDTH - side * scale) // 2, (_HEIGHT - side * scale) // 2
    picture = bytearray([_WALL]) * (_WIDTH * _HEIGHT)
    for y in range(side * scale):
        for x in range(side * scale):
            column, row = x // scale - _QUIET, y // scale - _QUIET
            is_module = 0 <= row < len(rows) and 0 <= column < len(rows)
            is_dark = is_module and rows[row][column] == "1"
            picture[(top + y) * _WIDTH + left + x] = _INK if is_dark else _PAPER
    colours = bytes([128]) * (_WIDTH * _HEIGHT // 2)
    head = f"YUV4MPEG2 W{_WIDTH} H{_HEIGHT} F15:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + bytes(picture) + colours) * 2)
    return path


def flags_of(film: Path) -> list[str]:
    """What Chromium is started with to see the film instead of a camera, without asking."""
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
