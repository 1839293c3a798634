"""An engine on a new file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from craftify.dynamo import embedded
from tests.dynamo.embedded.engine import Engine


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """The address of a data file that does not exist yet."""
    host = f"sqlite://{tmp_path}/store.sqlite3"
    yield host
    embedded.close(host)


@pytest.fixture
def engine(host: str) -> Engine:
    """An engine without a table."""
    return Engine(host)
