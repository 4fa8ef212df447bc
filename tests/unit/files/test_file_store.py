"""The content-addressed store of files."""

import datetime as dt
import errno
import hashlib
import io
import os
import subprocess
import sys
import threading

import pytest

from app.core.errors import OutOfScope, Refused, TooLarge
from app.files.store import CHUNK_BYTES, ContentMissing, FileStore, StorageFull, Stored

TEXT = "业绩证明".encode()
TEXT_SHA256 = hashlib.sha256(TEXT).hexdigest()


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "files")


def files_below(store):
    return sorted(str(path.relative_to(store.root)) for path in store.root.rglob("*") if path.is_file())


def put(store, content, limit=10_000_000):
    return store.put(io.BytesIO(content), limit)


def test_content_is_kept_under_its_sha256_in_two_levels_of_folders(store):
    stored = put(store, TEXT)
    assert stored == Stored(TEXT_SHA256, 12)
    assert files_below(store) == [f"{TEXT_SHA256[:2]}/{TEXT_SHA256[2:4]}/{TEXT_SHA256}"]
    with store.open(TEXT_SHA256) as file:
        assert file.read() == TEXT


def test_content_longer_than_several_chunks_comes_back_whole(store):
    content = os.urandom(CHUNK_BYTES * 2 + 1)
    stored = put(store, content)
    assert stored.size == CHUNK_BYTES * 2 + 1
    with store.open(stored.sha256) as file:
        assert file.read() == content


def test_the_same_content_is_written_once(store):
    first = put(store, TEXT)
    before = store.path(first.sha256).stat()
    assert put(store, TEXT) == first
    after = store.path(first.sha256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(files_below(store)) == 1


class MeetingStream(io.BytesIO):
    """Ends only when its fellow ends too."""

    def __init__(self, content, barrier):
        super().__init__(content)
        self.barrier = barrier

    def read(self, size=-1):
        chunk = super().read(size)
        if not chunk:
            self.barrier.wait(10)
        return chunk


def test_two_threads_that_put_the_same_content_at_once_leave_one_file(store):
    barrier = threading.Barrier(2)
    results = []
    content = TEXT * 10_000
    threads = [
        threading.Thread(target=lambda: results.append(store.put(MeetingStream(content, barrier), 1_000_000)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    expected = Stored(hashlib.sha256(content).hexdigest(), len(content))
    assert results == [expected, expected]
    assert store.path(expected.sha256).read_bytes() == content
    assert len(files_below(store)) == 1


@pytest.mark.parametrize("size", [1023, 1024])
def test_a_file_up_to_the_limit_is_kept(store, size):
    assert put(store, b"x" * size, limit=1024).size == size


def test_a_file_one_byte_over_the_limit_is_refused_naming_the_limit_and_leaves_nothing(store):
    with pytest.raises(TooLarge) as refusal:
        put(store, b"x" * (10 * 1024 * 1024 + 1), limit=10 * 1024 * 1024)
    assert refusal.value.params == {"limit": "10 MB"}
    assert refusal.value.status == 413
    assert files_below(store) == []


def test_reading_stops_one_byte_beyond_the_limit(store):
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(TooLarge):
        store.put(endless, 3 * CHUNK_BYTES)
    assert endless.given == 3 * CHUNK_BYTES + 1


def test_an_empty_file_is_refused_and_leaves_nothing(store):
    with pytest.raises(Refused, match="empty"):
        put(store, b"")
    assert files_below(store) == []


def full_after(bytes_written, code):
    """An os.write that takes that much, less at the last, and then says that the disk is full."""
    real = os.write
    left = [bytes_written]

    def write(descriptor, content):
        if not left[0]:
            raise OSError(code, os.strerror(code))
        written = real(descriptor, content[: left[0]])
        left[0] -= written
        return written

    return write


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("bytes_written", [0, 5])
def test_a_full_disk_is_told_as_such_and_leaves_nothing(store, monkeypatch, code, bytes_written):
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full_after(bytes_written, code))
        with pytest.raises(StorageFull) as refusal:
            put(store, TEXT)
    assert refusal.value.status == 507
    assert files_below(store) == []
    assert not store.exists(TEXT_SHA256)


def test_a_disk_that_is_full_only_when_flushed_leaves_nothing(store, monkeypatch):
    def fail(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(StorageFull):
            put(store, TEXT)
    assert files_below(store) == []


def test_a_disk_that_takes_a_few_bytes_at_a_time_still_keeps_the_content_whole(store, monkeypatch):
    real = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, content: real(descriptor, content[:5]))
        put(store, TEXT)
    assert store.path(TEXT_SHA256).read_bytes() == TEXT


def test_another_fault_of_the_disk_is_not_hidden_and_leaves_nothing(store, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full_after(0, errno.EIO))
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            put(store, TEXT)
    assert files_below(store) == []


def test_content_has_its_name_only_when_it_is_complete(store):
    class Watching(io.BytesIO):
        seen = []

        def read(self, size=-1):
            self.seen.append(store.exists(TEXT_SHA256))
            return super().read(size)

    stream = Watching(TEXT)
    store.put(stream, 100)
    assert stream.seen == [False, False]
    assert store.exists(TEXT_SHA256)


CRASH = """
import os, pathlib, sys
from app.files.store import FileStore

class Dying:
    def read(self, size):
        if hasattr(self, "begun"):
            os._exit(9)
        self.begun = True
        return b"half a file"

FileStore(pathlib.Path(sys.argv[1])).put(Dying(), 1000)
"""


def test_a_crash_leaves_at_most_an_arriving_file_that_the_sweep_removes(store, pytestconfig):
    done = subprocess.run([sys.executable, "-c", CRASH, str(store.root)], cwd=pytestconfig.rootpath, check=False)
    assert done.returncode == 9
    (left,) = files_below(store)
    assert left.startswith("incoming/")
    os.utime(store.root / left, (0, 0))
    assert store.sweep(dt.datetime(2023, 3, 1, tzinfo=dt.UTC)) == 1
    assert files_below(store) == []


def test_the_sweep_spares_what_was_written_at_the_moment_or_later_and_what_is_stored(store):
    put(store, TEXT)
    moment = dt.datetime(2023, 3, 1, 12, tzinfo=dt.UTC)
    for name, seconds in [("before", -1), ("at", 0), ("after", 1)]:
        arriving = store.root / "incoming" / name
        arriving.write_bytes(b"half")
        os.utime(arriving, (moment.timestamp() + seconds,) * 2)
    os.utime(store.path(TEXT_SHA256), (0, 0))
    assert store.sweep(moment) == 1
    assert files_below(store) == sorted(
        ["incoming/after", "incoming/at", f"{TEXT_SHA256[:2]}/{TEXT_SHA256[2:4]}/{TEXT_SHA256}"]
    )


def test_sweeping_a_store_that_was_never_used_removes_nothing(store):
    assert store.sweep(dt.datetime(2023, 3, 1, tzinfo=dt.UTC)) == 0


@pytest.mark.parametrize(
    "name",
    ["", "../../etc/passwd", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "/" + "a" * 63, "a" * 64 + "\n", "ａ" * 64],
)
def test_a_name_that_is_no_sha256_reaches_no_file(store, name):
    for reach in (store.path, store.open, store.exists):
        with pytest.raises(OutOfScope):
            reach(name)


def test_content_that_the_store_lacks_is_told_apart_from_a_missing_page(store):
    assert store.exists(TEXT_SHA256) is False
    with pytest.raises(ContentMissing):
        store.open(TEXT_SHA256)
