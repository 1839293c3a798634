"""Writes in threads and prints each acknowledgement, until it is killed: `writer HOST TURN`."""

import os
import sys
import threading

from craftify.dynamo.embedded import EmbeddedClient
from tests.dynamo.embedded.engine import number, text

THREADS = 4


def main() -> None:
    """Every step changes two items together, and moves both in an index."""
    host, turn = sys.argv[1:]
    client = EmbeddedClient(host)
    threads = [
        threading.Thread(target=_write, args=(client, f"{turn}-{place}"))
        for place in range(THREADS)
    ]
    for thread in threads:
        thread.start()


def _write(client: EmbeddedClient, name: str) -> None:
    for step in range(100_000):
        puts = [
            {
                "Put": {
                    "TableName": "things",
                    "Item": {
                        "p": text(name),
                        "s": text(side),
                        "n": number(step),
                        "g": text("gh"[step % 2]),
                        "fill": text("x" * (step * 37 % 3000)),
                    },
                }
            }
            for side in ("one", "other")
        ]
        client.call("TransactWriteItems", {"TransactItems": puts})
        # One write, so that a line is whole or cut, never mixed with another.
        os.write(1, f"{name} {step}\n".encode())


if __name__ == "__main__":
    main()
