"""An event to a thousand pages, beside Channels' own consumers: `python -m tests.bench.live`.

One server process has both; the sides are told an event in turns, so the machine's noise is in
all. Milliseconds are from before the event is given to the channel layer until a client in another
process has read it, the 95th of each 100 sockets; CPU is the server's.
"""

import statistics
from itertools import count

from tests.craftify.live_crowd import Crowd, Ear, ask, served

SOCKETS = 1000
ROUNDS = 20
STOCK = {"sync": "JsonWebsocketConsumer", "async": "AsyncJsonWebsocketConsumer"}
_numbers = count(1)


def line(what: str, measured: str, limit: str = "") -> None:
    """One row of the table."""
    print(f"{what:<58}{measured:>12}   {limit}", flush=True)


def one_event(port: int, side: str, crowd: Crowd) -> tuple[float, float]:
    """The slowest of the fastest 95 of 100 sockets, and the server's CPU, in milliseconds."""
    number = next(_numbers)
    begun = ask(port, "GET", "/cpu")
    before = [len(ear.heard) for ear in crowd.ears]
    ask(port, "POST", f"/{side}?number={number}")
    crowd.wait(before[0] + 1)
    cpu = ask(port, "GET", "/cpu") - begun
    late = []
    for ear, seen in zip(crowd.ears, before, strict=True):
        [(instant, message)] = ear.heard[seen:]
        assert message["data"]["number"] == number
        late.append(instant - message["data"]["sent"])
    return sorted(late)[len(late) * 95 // 100 - 1] * 1000, cpu * 1000


def one_round(port: int, crowds: dict[str, Crowd]) -> dict[str, tuple[float, float]]:
    """An event to each side in turn, while nobody's pings wait."""
    found = {}
    for side, crowd in crowds.items():
        for other in crowds.values():
            other.answer()
        found[side] = one_event(port, side, crowd)
    return found


def main() -> None:
    """Print the table."""
    sides = {"ours": "/ours?user={}", **{side: f"/{side}" for side in STOCK}}
    with served() as port:
        crowds: dict[str, Crowd] = {}
        for side, path in sides.items():
            ears = [Ear.open(port, path.format(number)) for number in range(SOCKETS)]
            crowds[side] = Crowd(ears)
            one_round(port, crowds)
        rounds = [one_round(port, crowds) for _ in range(ROUNDS)]
    middle = {
        side: [statistics.median(one[side][what] for one in rounds) for what in (0, 1)]
        for side in sides
    }
    ours = middle["ours"]
    worst = max(one["ours"][0] for one in rounds)
    line(f"an event to {SOCKETS:,} sockets: p95", f"{ours[0]:.0f} ms", "under 1,000 ms")
    line("the same, the slowest of all rounds", f"{worst:.0f} ms", "under 1,000 ms")
    for side, name in STOCK.items():
        line(f"the same with Channels' {name}", f"{middle[side][0]:.0f} ms")
        line("times as fast", f"{middle[side][0] / ours[0]:.1f}", "at least 2")
    line("CPU of the server for an event", f"{ours[1]:.0f} ms")
    for side, name in STOCK.items():
        line(f"the same with Channels' {name}", f"{middle[side][1]:.0f} ms")
    line("sockets that missed an event, or heard one twice", "0", "0")  # or it would have failed


if __name__ == "__main__":
    main()
