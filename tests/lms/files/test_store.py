"""Bytes on disk: whole or not at all, once for each content."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest

from lms.errors import NotFound, TooLarge
from lms.files.store import FileStore

CONTENT = "Nghị quyết".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_a_kept_file_lies_under_its_hash(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with store.receive(BytesIO(CONTENT), 1000) as incoming:
        assert (incoming.sha256, incoming.size) == (SHA256, len(CONTENT))
        store.keep(incoming)
    assert store.path(SHA256) == tmp_path / SHA256[:2] / SHA256[2:4] / SHA256
    assert store.path(SHA256).read_bytes() == CONTENT


def test_the_same_content_twice_is_one_file(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    for _ in range(2):
        with store.receive(BytesIO(CONTENT), 1000) as incoming:
            store.keep(incoming)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_what_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with pytest.raises(RuntimeError), store.receive(BytesIO(CONTENT), 1000):
        raise RuntimeError
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_too_large_an_upload_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with pytest.raises(TooLarge), store.receive(BytesIO(CONTENT), len(CONTENT) - 1):
        pass
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_lost_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        FileStore(tmp_path).path(SHA256)
