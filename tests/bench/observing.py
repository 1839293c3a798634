"""What it costs to watch: `python -m tests.bench.observing`.

The same product with the same data, with and without what watches it, in turns: what each request
costs the server's processor (which other load of the machine hardly changes), and the rate of 8
connections. Medians of the rounds; what watching adds is the median of its share of each round,
because a busy machine makes whole rounds dearer.
"""

import json
import os
import secrets
import statistics
import tempfile
import urllib.request
from pathlib import Path

from tests.bench.api import filled, line, measured, token
from tests.browser.server import Server

ROUNDS = 11
SECONDS = 1.5
TICKS = os.sysconf("SC_CLK_TCK")
SIDES = {
    "without": {"DJANGO_SETTINGS_MODULE": "tests.bench.unobserved"},
    "as it is: a line each to console and file, counted": {},
    "the same, counted together with other processes": {"CRAFTIFY_METRICS_DIR": "metrics"},
    "the same, traced": {"CRAFTIFY_OTLP_ENDPOINT": "http://127.0.0.1:9"},
}


def processor(pid: int) -> float:
    """Seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def once(server: Server, path: str, auth: str) -> tuple[float, float]:
    """Milliseconds of processor for a request, and requests a second."""
    before = processor(server.pid)
    found = measured(f"{server.address}{path}", 8, auth, seconds=SECONDS)
    return (processor(server.pid) - before) / found["asked"] * 1000, found["rate"]


def compare(what: str, path: str, auth: str, servers: dict[str, Server]) -> None:
    """One kind of request."""
    rounds: dict[str, list[tuple[float, float]]] = {side: [] for side in servers}
    for number in range(ROUNDS):
        sides = list(servers) if number % 2 else list(reversed(servers))
        for side in sides:
            rounds[side].append(once(servers[side], path, auth))
    costs = {side: statistics.median(cost for cost, _ in found) for side, found in rounds.items()}
    rates = {side: statistics.median(rate for _, rate in found) for side, found in rounds.items()}
    for side in servers:
        more = statistics.median(
            cost / plain - 1
            for (cost, _), (plain, _) in zip(rounds[side], rounds["without"], strict=True)
        )
        bar = "under 5 %" if side.startswith("as it is") else ""
        line(f"{what}: {side}", f"{costs[side]:.2f} ms", f"{rates[side]:.0f}/s")
        if side != "without":
            line("   more than without", f"{more:+.1%}", bar)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = filled(folder)
        first.stop()
        servers = {}
        try:
            key = secrets.token_hex(32)
            for side, settings in SIDES.items():
                if "CRAFTIFY_METRICS_DIR" in settings:
                    settings["CRAFTIFY_METRICS_DIR"] = str(folder / "metrics")
                more = {"CRAFTIFY_ENV": "production", "CRAFTIFY_SECRET_KEY": key}
                servers[side] = Server(folder, **more, **settings)
                servers[side].start()
            anyone = servers["without"]
            auth = f"Authorization: Bearer {token(anyone)}"
            request = urllib.request.Request(
                f"{anyone.address}/api/templates", headers={"Authorization": auth[15:]}
            )
            with urllib.request.urlopen(request) as answer:
                template = json.load(answer)["data"][0]["id"]
            compare("list of 25", "/api/templates?limit=25", auth, servers)
            compare("one template", f"/api/templates/{template}", auth, servers)
        finally:
            for server in servers.values():
                server.stop()


if __name__ == "__main__":
    main()
