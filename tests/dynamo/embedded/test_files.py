"""Files that cannot be used: one sentence that says what to do, and nothing is changed."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from craftify.dynamo import embedded
from craftify.dynamo.embedded import datafile
from tests.dynamo.embedded.engine import Engine, number, text

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(host: str) -> Path:
    """The data file."""
    return Path(host.removeprefix("sqlite://"))


def _refusal(engine: Engine) -> str:
    code, message = engine.refuses("ListTables")
    assert code == "InternalServerError"
    with pytest.raises(embedded.StoreError) as caught:
        embedded.check(engine.host)
    assert str(caught.value) == message
    assert message.endswith(".")
    return message


def test_folders_and_file_are_made(tmp_path: Path) -> None:
    host = f"sqlite://{tmp_path}/deep/er/store.sqlite3"
    embedded.check(host)
    embedded.check(host)
    assert Engine(host).call("ListTables") == {"TableNames": []}
    embedded.close(host)


def test_a_write_is_on_the_disk_before_it_is_acknowledged(host: str, path: Path) -> None:
    embedded.check(host)
    connection = datafile.opened(path)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_file_of_a_newer_version_is_refused(engine: Engine, path: Path) -> None:
    engine.create()
    embedded.close(engine.host)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {datafile.FORMAT + 1}")
    connection.close()
    before = path.read_bytes()
    message = _refusal(engine)
    assert str(path) in message
    assert "newer version" in message
    assert "Start that version" in message
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"These are somebody's notes.", b"\x00" * 5000])
def test_a_file_that_is_not_ours_is_refused(engine: Engine, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "is not a data file of Craftify" in _refusal(engine)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused(engine: Engine, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    before = path.read_bytes()
    assert "is not a data file of Craftify" in _refusal(engine)
    assert path.read_bytes() == before


def test_a_damaged_file_is_named(engine: Engine, path: Path) -> None:
    engine.create()
    for step in range(300):
        engine.put("p", text(str(step)), fill=text("x" * 500))
    embedded.close(engine.host)
    content = bytearray(path.read_bytes())
    content[4096 : len(content) - 4096] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)
    code, message = engine.refuses("Scan")
    assert code == "InternalServerError"
    assert "is damaged" in message
    assert "restore the last backup" in message


def test_a_cut_file_is_named(engine: Engine, path: Path) -> None:
    engine.create()
    for step in range(300):
        engine.put("p", text(str(step)), fill=text("x" * 500))
    embedded.close(engine.host)
    path.write_bytes(path.read_bytes()[:20_000])
    code, message = engine.refuses("Scan")
    assert code == "InternalServerError"
    assert "is damaged" in message


def test_a_folder_in_the_place_of_the_file_is_named(engine: Engine, path: Path) -> None:
    path.mkdir()
    assert f"{path} cannot be opened" in _refusal(engine)


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(embedded.StoreError, match="cannot be opened"):
        embedded.check(f"sqlite://{tmp_path}/file/store.sqlite3")


# Root may write anywhere: these two run the engine as nobody, who may not.
_AS_NOBODY = """
import os, sys
os.setgid(65534) if os.getuid() == 0 else None
os.setuid(65534) if os.getuid() == 0 else None
"""
_PUT = """
import sys
from botocore.exceptions import ClientError
from craftify.dynamo.embedded import EmbeddedClient
item = {"p": {"S": "p"}, "s": {"S": "new"}, "fill": {"S": "x" * 100_000}}
client = EmbeddedClient(sys.argv[1])
try:
    for step in range(200):
        client.call("PutItem", {"TableName": "things", "Item": {**item, "s": {"S": str(step)}}})
        print(step)
except ClientError as error:
    print(error.response["Error"]["Code"], error.response["Error"]["Message"])
"""


def _run(program: str, host: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program, host], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("right", [0o444, 0o000])
def test_a_file_that_may_not_be_written_is_named(
    engine: Engine, path: Path, tmp_path: Path, right: int
) -> None:
    engine.create()
    embedded.close(engine.host)
    for folder in [tmp_path, *tmp_path.parents][:3]:
        folder.chmod(0o755)
    path.chmod(right)
    (tmp_path / "store.sqlite3").chmod(right)
    before = path.read_bytes()
    program = _PUT.replace("import sys\n", "", 1).replace(
        "client = Embedded", f"{_AS_NOBODY}\nclient = Embedded", 1
    )
    (answer,) = _run(program, engine.host)
    assert answer.startswith(f"InternalServerError {path} cannot be ")
    assert "Give the user that runs Craftify the right" in answer
    assert path.read_bytes() == before


def test_no_space_is_named_and_nothing_is_half_written(engine: Engine, path: Path) -> None:
    engine.create()
    engine.put("p", text("kept"), n=number(1))
    embedded.close(engine.host)
    limit = path.stat().st_size + 1_000_000
    program = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
{_PUT}"""
    *done, answer = _run(program, engine.host)
    assert "space" in answer
    assert answer.startswith("InternalServerError ")
    names = [item["s"]["S"] for item in engine.all("Scan")]
    assert sorted(names) == sorted(["kept", *done])
    engine.put("p", text("after"))


def test_a_full_file_is_named(engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.create()
    embedded.close(engine.host)
    monkeypatch.setattr(datafile, "_PRAGMAS", (*datafile._PRAGMAS, "PRAGMA max_page_count = 40"))
    refused = None
    for step in range(500):
        try:
            engine.put("p", text(str(step)), fill=text("x" * 1000))
        except ClientError as error:
            refused = error.response["Error"]["Message"]
            break
    embedded.close(engine.host)
    assert refused == (
        f"There is no space left for {path}. Free some space and try again; nothing was changed."
    )
    assert len(engine.all("Scan")) == step


def test_an_old_sqlite_is_named(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datafile, "OLDEST_SQLITE", (99, 0, 0))
    assert "needs 99.0.0. Use a newer Python." in _refusal(engine)


def test_a_busy_file_is_waited_for_then_named(
    engine: Engine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.create()
    monkeypatch.setattr(datafile, "PATIENCE", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    code, message = engine.refuses("PutItem", Item={"p": text("p"), "s": text("s")})
    assert code == "ThrottlingException"
    assert f"Another process kept {path} busy" in message
    other.execute("ROLLBACK")
    other.close()
    engine.put("p", text("s"))
