"""A client as cheap as can be: connections that are kept, one request after the other on each.

`python tests/bench/load.py ADDRESS CONNECTIONS SECONDS [HEADER …]` prints JSON: requests a second,
p50 and p95 in milliseconds, the size of an answer, and how many were asked for in all. It runs in a
process of its own, and the first fifth of the time is not counted.
"""

import asyncio
import json
import statistics
import sys
import time
from urllib.parse import urlsplit

WARM_UP = 0.2


async def connection(
    host: str, port: int, request: bytes, until: float
) -> list[tuple[float, float, int]]:
    """When each request began, the seconds until its answer, and the bytes of that."""
    reader, writer = await asyncio.open_connection(host, port)
    found = []
    while (begun := time.perf_counter()) < until:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if not head.startswith("http/1.1 200"):
            raise RuntimeError(head)
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        await reader.readexactly(length)
        found.append((begun, time.perf_counter() - begun, length))
    writer.close()
    return found


async def load(address: str, connections: int, seconds: float, headers: list[str]) -> None:
    """Print what was measured."""
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}", *headers]
    request = "\r\n".join([*lines, "\r\n"]).encode()
    begun = time.perf_counter()
    since, until = begun + seconds * WARM_UP, begun + seconds
    rounds = await asyncio.gather(
        *(
            connection(parts.hostname or "", parts.port or 80, request, until)
            for _ in range(connections)
        )
    )
    took = [one for found in rounds for one in found]
    times = sorted(seconds for at, seconds, _ in took if at >= since)
    print(
        json.dumps(
            {
                "rate": len(times) / (until - since),
                "p50": statistics.median(times) * 1000,
                "p95": times[len(times) * 95 // 100] * 1000,
                "bytes": took[-1][2],
                "asked": len(took),
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(load(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]))
