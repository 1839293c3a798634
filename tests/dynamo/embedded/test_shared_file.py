"""Several processes on one file: who leaves takes nothing away from who stays."""

import subprocess
import sys
from pathlib import Path

from craftify.dynamo.embedded import datafile

NEIGHBOUR = """
import sys
from pathlib import Path
from craftify.dynamo.embedded import datafile

connection = datafile.opened(Path(sys.argv[1]))
datafile.begin(connection)
connection.execute("INSERT INTO tokens VALUES (?, x'00', 0)", [sys.argv[2]])
connection.execute("COMMIT")
print(connection.execute("SELECT count(*) FROM tokens").fetchone()[0])
connection.close()
"""


def neighbour(path: Path, token: str) -> int:
    """Another process adds a token, counts them and ends."""
    answer = subprocess.run(
        [sys.executable, "-c", NEIGHBOUR, str(path), token],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(answer.stdout)


def test_a_neighbour_that_ends_leaves_the_write_ahead_log_to_us(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    first, second = datafile.opened(path), datafile.opened(path)
    try:
        assert neighbour(path, "theirs") == 1
        for number, connection in enumerate((first, second)):
            datafile.begin(connection)
            connection.execute("INSERT INTO tokens VALUES (?, x'00', 0)", [f"ours-{number}"])
            connection.execute("COMMIT")
        assert neighbour(path, "theirs again") == 4
        assert first.execute("SELECT count(*) FROM tokens").fetchone() == (4,)
    finally:
        first.close()
        second.close()
