"""The pair, for as long as the tests run."""

import os
import uuid
from collections.abc import Iterator

import pytest

from craftify.dynamo.embedded.client import EmbeddedClient
from tests.conformance import peer
from tests.conformance.pair import Pair


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The engine on a new file, and its peer."""
    file = tmp_path_factory.mktemp("conformance") / "store.sqlite3"
    try:
        with peer.running() as endpoint:
            yield Pair(
                EmbeddedClient(f"sqlite://{file}"),
                peer.client(endpoint),
                f"conformance-{os.getpid()}-{uuid.uuid4().hex[:6]}-",
            )
    except peer.MissingPeerError as missing:
        pytest.fail(str(missing))
