"""What a rush took of the system's memory is given back by itself."""

import ctypes
from pathlib import Path

from lms.server import _give_memory_back

_PIECES, _SIZE = 400, 100_000


def resident_kib() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def test_what_glibc_keeps_for_later_is_given_back():
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    taken = [ctypes.c_void_p(library.malloc(_SIZE)) for _ in range(_PIECES)]
    for each in taken:
        ctypes.memset(each, 1, _SIZE)
    for each in taken[:-1]:  # the last one stays, so that nothing is given back by itself
        library.free(each)
    before = resident_kib()
    _give_memory_back()
    given = before - resident_kib()
    library.free(taken[-1])
    assert given > _PIECES * _SIZE / 1024 / 2
