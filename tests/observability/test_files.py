"""The log's files: a day or 20 MB each, compressed, as many as are kept, whoever writes them."""

import gzip
import logging
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from craftify.observability.files import KEPT, LARGEST, RotatedFile
from craftify.observability.logs import configuration

DAY = 24 * 3600


def write(handler: RotatedFile, text: str, *, at: float | None = None) -> None:
    handler.emit(
        logging.makeLogRecord(
            {"levelno": logging.INFO, "msg": text} | ({"created": at} if at else {})
        )
    )
    handler.flush()


def rotated(folder: Path) -> list[str]:
    """The text of each file that was moved aside, the oldest first."""
    return [gzip.decompress(one.read_bytes()).decode() for one in sorted(folder.glob("*.gz"))]


def test_what_it_is_set_to() -> None:
    assert (LARGEST, KEPT) == (20 * 1024 * 1024, 30)
    handlers = configuration("INFO", json=False, folder=Path("/somewhere"))["handlers"]
    assert handlers["file"]["formatter"] == "json"
    assert handlers["console"]["formatter"] == "readable"
    assert "file" not in configuration("INFO", json=False)["handlers"]


def test_a_full_file_is_moved_aside_and_compressed(tmp_path: Path) -> None:
    handler = RotatedFile(tmp_path, largest=20)
    for text in ("first line", "second line", "third"):
        write(handler, text)
    handler.close()
    assert rotated(tmp_path) == ["first line\nsecond line\n"]
    assert (tmp_path / "craftify.log").read_text() == "third\n"


def test_a_new_day_is_a_new_file(tmp_path: Path) -> None:
    handler = RotatedFile(tmp_path)
    write(handler, "today")
    write(handler, "also today", at=time.time() - DAY)  # a thread that was slow
    write(handler, "tomorrow", at=time.time() + DAY)
    write(handler, "tomorrow too", at=time.time() + DAY)
    handler.close()
    assert rotated(tmp_path) == ["today\nalso today\n"]
    assert (tmp_path / "craftify.log").read_text() == "tomorrow\ntomorrow too\n"


def test_a_file_of_yesterday_is_moved_aside_at_start(tmp_path: Path) -> None:
    old = tmp_path / "craftify.log"
    old.write_text("yesterday\n")
    os.utime(old, (time.time() - DAY, time.time() - DAY))
    handler = RotatedFile(tmp_path)
    write(handler, "today")
    handler.close()
    assert rotated(tmp_path) == ["yesterday\n"]
    assert old.read_text() == "today\n"


def test_the_newest_are_kept(tmp_path: Path) -> None:
    handler = RotatedFile(tmp_path, largest=1, kept=3)
    for number in range(8):
        write(handler, str(number))
    handler.close()
    assert rotated(tmp_path) == ["4\n", "5\n", "6\n"]


def test_what_a_dead_process_left_is_compressed(tmp_path: Path) -> None:
    (tmp_path / "craftify.log.2026-01-01T00-00-00-000").write_text("left\n")
    handler = RotatedFile(tmp_path, largest=1)
    write(handler, "one")
    write(handler, "two")
    handler.close()
    assert rotated(tmp_path) == ["left\n", "one\n"]


def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    handler = RotatedFile(tmp_path, largest=1)
    write(handler, "one")
    write(handler, "two")
    handler.close()
    for one in tmp_path.glob("craftify.log*"):
        assert stat.S_IMODE(one.stat().st_mode) == 0o600


WRITER = """
import logging, sys
from pathlib import Path
from craftify.observability.files import RotatedFile
handler = RotatedFile(Path(sys.argv[1]), largest=4000, kept=1000)
for number in range(500):
    line = f"{sys.argv[2]} {number} " + "x" * 60
    handler.emit(logging.makeLogRecord({"levelno": 20, "msg": line}))
    handler.flush()
"""


def test_processes_that_write_together_lose_no_line(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, tmp_path, name], cwd=settings.BASE_DIR)
        for name in ("a", "b", "c")
    ]
    assert [one.wait() for one in writers] == [0, 0, 0]
    text = "".join([*rotated(tmp_path), (tmp_path / "craftify.log").read_text()])
    told = sorted(" ".join(line.split()[:2]) for line in text.splitlines())
    assert told == sorted(f"{name} {number}" for name in "abc" for number in range(500))
    assert len(rotated(tmp_path)) > 20


def test_no_space_is_told_and_stops_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    handler = RotatedFile(tmp_path / "logs")
    write(handler, "one")
    for one in (tmp_path / "logs").iterdir():
        one.unlink()
    (tmp_path / "logs").rmdir()
    write(handler, "two")
    assert "1 lines could not be written" in capfd.readouterr().err


def test_lines_are_written_soon_and_errors_at_once(tmp_path: Path) -> None:
    handler = RotatedFile(tmp_path)
    file = tmp_path / "craftify.log"
    handler.emit(logging.makeLogRecord({"msg": "an error", "levelno": logging.ERROR}))
    assert file.read_text() == "an error\n"
    handler.emit(logging.makeLogRecord({"levelno": logging.INFO, "msg": "soon"}))
    end = time.monotonic() + 30
    while "soon" not in file.read_text():
        assert time.monotonic() < end
        time.sleep(0.01)
    handler.emit(logging.makeLogRecord({"levelno": logging.INFO, "msg": "at the end"}))
    handler.close()
    assert file.read_text() == "an error\nsoon\nat the end\n"


def test_a_line_that_cannot_be_made_fails_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    handler = RotatedFile(tmp_path)
    handler.emit(logging.makeLogRecord({"levelno": 20, "msg": "%d", "args": ("one",)}))
    write(handler, "the next")
    handler.close()
    assert (tmp_path / "craftify.log").read_text() == "the next\n"
    assert "Logging error" in capfd.readouterr().err
