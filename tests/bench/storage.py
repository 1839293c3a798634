"""Times of the embedded engine beside ministack and dynalite: `python -m tests.bench.storage`.

Everything goes through PynamoDB, client and servers share the machine. Milliseconds of wall time
(median/95th percentile) and operations per second of eight threads. A measure ends after its
rounds or its seconds, whichever comes first. Run on a quiet machine; trust ratios.

The peers are installed by tests/bench/storage-peers; those that are not there are left out.
"""

import argparse
import contextlib
import itertools
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from craftify.dynamo import embedded
from tests.conformance import peer

ROOT = Path(__file__).parents[2]
DYNALITE = ROOT / "var/dynalite/node_modules/dynalite/cli.js"
THREADS = 8
OWNERS = 4  # organizations whose items an index query must tell apart
PAGE = 25
BODY = "x" * 500
Measure = Callable[[int], object]


@contextlib.contextmanager
def engine() -> Iterator[str]:
    """The embedded engine on a file of its own."""
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as folder:
        host = f"sqlite://{folder}/store.sqlite3"
        embedded.install()
        yield host
        embedded.close(host)


@contextlib.contextmanager
def dynalite() -> Iterator[str]:
    """dynalite on a folder of its own."""
    if not DYNALITE.exists():
        raise peer.MissingPeerError("dynalite is not installed; run tests/bench/storage-peers")
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as folder:
        port = peer.free_port()
        command: list[str | Path] = [
            "node",
            DYNALITE,
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--path",
            folder,
        ]
        with subprocess.Popen(
            [*command, "--createTableMs", "0", "--deleteTableMs", "0"]
        ) as process:
            try:
                _wait(port)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def _wait(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise peer.MissingPeerError("dynalite did not start within 10 seconds")


SIDES = {"embedded": engine, "ministack": peer.running, "dynalite": dynalite}


class ByOwner(GlobalSecondaryIndex[Any]):
    """The items of an owner, latest first."""

    class Meta:
        index_name = "by-owner"
        projection = AllProjection()
        billing_mode = "PAY_PER_REQUEST"

    owner = UnicodeAttribute(hash_key=True)
    at = NumberAttribute(range_key=True)


def model(address: str, name: str) -> type[Any]:
    """A new table like the product's: 600-byte items under one organization, and an index."""

    class Thing(Model):
        class Meta:
            table_name = name
            host = address
            region = "us-east-1"
            billing_mode = "PAY_PER_REQUEST"
            aws_access_key_id = "x"
            aws_secret_access_key = "x"

        organization = UnicodeAttribute(hash_key=True)
        id = UnicodeAttribute(range_key=True)
        owner = UnicodeAttribute()
        at = NumberAttribute()
        uses = NumberAttribute(default=0)
        body = UnicodeAttribute(default=BODY)
        by_owner = ByOwner()

    Thing.create_table(wait=True)
    return Thing


def fill(thing: type[Any], count: int) -> None:
    """Put items in batches."""
    with thing.batch_write() as batch:
        for number in range(count):
            batch.save(_item(thing, number))


def _item(thing: type[Any], number: int) -> Any:
    return thing("o", f"{number:08}", owner=f"owner{number % OWNERS}", at=number)


def measures(thing: type[Any], address: str, count: int) -> dict[str, Measure]:
    """The operations, each of a running number."""
    fresh = itertools.count(count + 1)
    connection = Connection(
        host=address, region="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )

    def key(number: int) -> str:
        return f"{number * 7919 % count:08}"

    def get(number: int) -> None:
        thing.get("o", key(number))

    def put(_: int) -> None:
        _item(thing, next(fresh)).save()

    def transact(_: int) -> None:
        with TransactWrite(connection=connection) as transaction:
            for _step in range(3):
                transaction.save(_item(thing, next(fresh)))

    def mixed(number: int) -> None:
        kind = ("get", "get", "get", "put", "query 25")[number % 5]
        found[kind](number)

    found: dict[str, Measure] = {
        "get": get,
        "put": put,
        "update": lambda number: thing("o", key(number)).update(actions=[thing.uses.add(1)]),
        "query 25": lambda number: list(
            thing.by_owner.query(f"owner{number % OWNERS}", scan_index_forward=False, limit=PAGE)
        ),
        "transaction 3": transact,
        "8 threads, get": get,
        "8 threads, put": put,
        "8 threads, mixed": mixed,
    }
    return found


def alone(action: Measure, rounds: int, seconds: float) -> str:
    """Median and 95th percentile in milliseconds."""
    times: list[float] = []
    end = time.perf_counter() + seconds
    while len(times) < rounds and (time.perf_counter() < end or len(times) < 2):
        began = time.perf_counter()
        action(len(times))
        times.append((time.perf_counter() - began) * 1000)
    return f"{statistics.median(times):.2f}/{statistics.quantiles(times, n=20)[-1]:.2f} ms"


def together(action: Measure, seconds: float) -> str:
    """Operations per second of eight threads."""
    done = [0] * THREADS
    end = time.perf_counter() + seconds

    def work(place: int) -> None:
        while time.perf_counter() < end:
            action(place * 1_000_003 + done[place])
            done[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(THREADS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return f"{sum(done) / (time.perf_counter() - began):.0f}/s"


def column(address: str, count: int, rounds: int, seconds: float) -> dict[str, str]:
    """All measures of one side with a table of `count` items."""
    thing = model(address, f"bench-{count}")
    fill(thing, count)
    shown = {}
    for name, action in measures(thing, address, count).items():
        if name.startswith("transaction") and not _works(action):
            shown[name] = "unsupported"
        elif name.startswith("8 threads"):
            shown[name] = together(action, seconds)
        else:
            shown[name] = alone(action, rounds, seconds)
    return shown


def _works(action: Measure) -> bool:
    try:
        action(0)
    except Exception:
        return False
    return True


def main() -> None:
    """Print one table per size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, nargs="+", default=[100, 10_000, 100_000])
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=list(SIDES))
    parser.add_argument("--rounds", type=int, default=500, help="at most, per measure")
    parser.add_argument("--seconds", type=float, default=4.0, help="at most, per measure")
    options = parser.parse_args()
    columns: dict[int, dict[str, dict[str, str]]] = {count: {} for count in options.items}
    with contextlib.ExitStack() as stack:
        for name in options.sides:
            try:
                address = stack.enter_context(SIDES[name]())
            except peer.MissingPeerError as missing:
                print(missing)
                continue
            for count in options.items:
                columns[count][name] = column(address, count, options.rounds, options.seconds)
    for count, sides in columns.items():
        print(f"\n{f'{count:,} items':<18}" + "".join(f"{name:>22}" for name in sides))
        for measure in next(iter(sides.values()), {}):
            values = "".join(f"{side[measure]:>22}" for side in sides.values())
            print(f"{measure:<18}{values}")


if __name__ == "__main__":
    main()
