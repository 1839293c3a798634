"""The words for an instant, said alike by the server and by the browser's script."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from craftify.web import dates

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 11, 14, 30, tzinfo=UTC)  # a Wednesday
SAMPLES = {
    NOW: "Just now",
    NOW - timedelta(seconds=59): "Just now",
    NOW + timedelta(seconds=30): "Just now",
    NOW - timedelta(minutes=1): "1 min ago",
    NOW - timedelta(minutes=59, seconds=59): "59 min ago",
    NOW - timedelta(hours=1): "Today, 13:30",
    datetime(2026, 3, 11, 0, 0, tzinfo=UTC): "Today, 00:00",
    datetime(2026, 3, 10, 23, 59, tzinfo=UTC): "Yesterday, 23:59",
    datetime(2026, 3, 9, 9, 5, tzinfo=UTC): "Monday, 09:05",
    datetime(2026, 3, 5, 9, 5, tzinfo=UTC): "Thursday, 09:05",
    datetime(2026, 3, 4, 9, 5, tzinfo=UTC): "4 March",
    datetime(2025, 12, 31, 9, 5, tzinfo=UTC): "31 December 2025",
    NOW + timedelta(hours=2): "Today, 16:30",
    NOW + timedelta(days=1): "12 March",
}


@pytest.mark.parametrize(("instant", "words"), SAMPLES.items())
def test_the_server_says_it(instant: datetime, words: str) -> None:
    assert dates.short(instant, NOW) == words


def test_the_browser_says_the_same() -> None:
    script = """
        import { short } from "./static/js/short-date.js";
        const { now, instants } = JSON.parse(process.argv[1]);
        const words = instants.map((one) => short(new Date(one), new Date(now)));
        console.log(JSON.stringify(words));
    """
    given = {"now": NOW.isoformat(), "instants": [one.isoformat() for one in SAMPLES]}
    answer = subprocess.run(
        ["node", "--input-type=module", "-e", script, json.dumps(given)],
        cwd=ROOT,
        env={"TZ": "UTC", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(answer.stdout) == list(SAMPLES.values())
