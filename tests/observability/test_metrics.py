"""`/metrics`: who may read it, what stands there, and that no client makes up a label."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from logging.config import DictConfigurator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from accounts.domain import Member
from craftify import outbox
from craftify.config import Config
from craftify.dynamo.transact import RacedError, Write
from craftify.dynamo.unique import claim, owner_of
from craftify.errors import Conflict
from craftify.observability.logs import Counter, configuration
from templates_app.preview import preview
from templates_app.rendering.formats import Format
from tests.cast import Acme

TOKEN = "only-for-this-test-0123456789"
Configure = Callable[..., None]


@pytest.fixture
def configure(settings: Any) -> Configure:
    def changed(**changes: object) -> None:
        config = Config(env="test", data_dir=django_settings.CRAFTIFY.data_dir, **changes)  # type: ignore[arg-type]
        settings.CRAFTIFY = config

    return changed


@pytest.fixture
def read(client: Client, configure: Configure) -> Callable[[], dict[tuple[str, str], float]]:
    """Each sample: its name, its labels as text, its value."""
    configure(metrics_token=TOKEN)

    def samples() -> dict[tuple[str, str], float]:
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        return {
            (one.name, ",".join(f"{name}={one.labels[name]}" for name in sorted(one.labels))): (
                one.value
            )
            for family in text_string_to_metric_families(answer.content.decode())
            for one in family.samples
        }

    return samples


Read = Callable[[], dict[tuple[str, str], float]]


def grown(before: dict[Any, float], after: dict[Any, float], *key: str) -> float:
    return after.get(key, 0) - before.get(key, 0)


def test_it_is_closed_unless_somebody_is_named(client: Client) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 404
    assert b"craftify_" not in answer.content


@pytest.mark.parametrize(
    "said",
    ["", TOKEN, f"Basic {TOKEN}", "Bearer", "Bearer ", f"Bearer {TOKEN}x", "Bearer é", "Bearer x"],
)
def test_a_wrong_token_reads_nothing(client: Client, configure: Configure, said: str) -> None:
    configure(metrics_token=TOKEN)
    assert client.get("/metrics", headers={"Authorization": said}).status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [("10.2.3.4", 200), ("::ffff:10.2.3.4", 200), ("10.3.0.1", 404), ("fd00::1", 404), ("", 404)],
)
def test_an_allowed_network_needs_no_token(
    client: Client, configure: Configure, address: str, status: int
) -> None:
    configure(metrics_networks="10.2.0.0/16")
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == status


def test_a_member_may_not_read_it(acme: Acme, sign_in: Callable[[Member], Client]) -> None:
    assert sign_in(acme.ada).get("/metrics").status_code == 404


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        Config(metrics_token="short")


def test_requests_are_counted_by_route(read: Read, client: Client) -> None:
    before = read()
    client.get("/health/live")
    client.get("/health/live")
    client.get("/templates/tpl_1")
    after = read()
    labels = "method=GET,route=/health/live,status=200"
    assert grown(before, after, "craftify_http_requests_total", labels) == 2
    labels = "method=GET,route=/templates/<str:template_id>,status=302"
    assert grown(before, after, "craftify_http_requests_total", labels) == 1
    labels = "method=GET,route=/health/live"
    assert grown(before, after, "craftify_http_seconds_count", labels) == 2
    assert after["craftify_http_in_progress", ""] == 1  # this one


def test_no_client_makes_up_a_label(read: Read, client: Client) -> None:
    before = read()
    for number in range(20):
        client.get(f"/nowhere/{number}")
        client.generic(f"MADE{number}", "/health/live")
    new = {labels for name, labels in set(read()) - set(before)}
    assert not [labels for labels in new if re.search(r"nowhere|MADE", labels)]
    assert {"method=OTHER,route=/health/live,status=200"} <= {labels for _, labels in read()}


def test_operations_of_the_store_are_counted(read: Read) -> None:
    def take() -> None:
        write = Write(unrecorded="a test")
        claim(write, "metrics", "one", "usr_1", Conflict("Taken."))
        write.commit()

    before = read()
    owner_of("metrics", "one")
    take()
    with pytest.raises((Conflict, RacedError)):
        take()
    after = read()
    place = "operation=GetItem,table=guards"
    assert grown(before, after, "craftify_store_seconds_count", place) == 1
    place = "operation=TransactWriteItems,table=several"
    assert grown(before, after, "craftify_store_seconds_count", place) == 2
    place = "operation=TransactWriteItems,outcome=refused,table=several"
    assert grown(before, after, "craftify_store_troubles_total", place) == 1


def test_the_cache_is_counted(read: Read) -> None:
    before = read()
    cache.set("a", None)
    assert cache.get("a", "else") is None
    assert cache.get("b", "else") == "else"
    cache.add("c", 1)
    assert cache.incr("c") == 2
    with pytest.raises(ValueError, match="not found"):
        cache.incr("d")
    after = read()
    reads = "craftify_cache_reads_total"
    assert grown(before, after, reads, "result=hit") >= 1
    assert grown(before, after, reads, "result=miss") >= 1
    assert grown(before, after, "craftify_cache_seconds_count", "operation=incr") == 2
    assert grown(before, after, "craftify_cache_troubles_total", "operation=incr") == 0


def test_compiling_and_merging_are_measured(read: Read) -> None:
    before = read()
    preview(source="<p>Hi {{ name }}</p>", format=Format.HTML, subject="", preheader="", data={})
    after = read()
    assert grown(before, after, "craftify_compile_seconds_count", "format=html") == 1
    assert grown(before, after, "craftify_merge_seconds_count", "") == 1


def test_the_outbox_tells_its_depth_and_age(read: Read, settings: Settings) -> None:
    settings.OUTBOX_HANDLERS = {"event": ["tests.observability.test_metrics.refuse_some"]}
    outbox.deliver_pending()
    before = read()
    write = Write(unrecorded="a test")
    outbox.publish(write, "org_metrics", "one", about="tpl_1")
    write.commit()
    write = Write(unrecorded="a test")
    outbox.publish(write, "org_metrics", "fails", about="tpl_2")
    write.commit()
    waits = read()
    assert grown(before, waits, "craftify_outbox_waiting", "kind=event") == 2
    assert waits["craftify_outbox_oldest_seconds", "kind=event"] > 0
    outbox.deliver_pending("org_metrics")
    after = read()
    assert grown(waits, after, "craftify_outbox_waiting", "kind=event") == -1
    total = "craftify_outbox_deliveries_total"
    assert grown(waits, after, total, "kind=event,outcome=delivered") == 1
    assert grown(waits, after, total, "kind=event,outcome=postponed") == 1


def refuse_some(entry: outbox.Entry) -> None:
    if entry.type == "fails":
        raise outbox.Undeliverable("Not this one.") if entry.attempts > 1 else ValueError("once")


def test_lines_of_the_log_are_counted(read: Read) -> None:
    before = read()
    record = logging.makeLogRecord({"levelname": "ERROR"})
    DictConfigurator(configuration("INFO", json=True)).configure_handler({"()": Counter}).handle(
        record
    )
    assert grown(before, read(), "craftify_log_lines_total", "level=ERROR") == 1
    assert "counter" in configuration("INFO", json=False)["root"]["handlers"]


def test_the_version_and_the_process_are_told(read: Read) -> None:
    names = {name for name, _ in read()}
    assert {"craftify_info", "process_resident_memory_bytes", "process_open_fds"} <= names


COUNTS = """
import os, sys
import django
django.setup()
from django.test import Client
client = Client(
    HTTP_HOST="127.0.0.1",
    headers={"Authorization": "Bearer " + os.environ["CRAFTIFY_METRICS_TOKEN"]},
)
for _ in range(int(sys.argv[1])):
    client.get("/health/live")
from craftify.dynamo.table import create_tables
from craftify.observability import metrics
metrics.SOCKETS.inc(int(sys.argv[1]))
if "dies" not in sys.argv:
    print(client.get("/metrics").content.decode())
    create_tables()
    print(client.get("/metrics").content.decode())
"""


def test_processes_that_share_a_folder_answer_for_each_other(tmp_path: Path) -> None:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "CRAFTIFY_METRICS_DIR": str(tmp_path / "metrics"),
        "CRAFTIFY_METRICS_TOKEN": TOKEN,
    }

    def run(*args: str) -> str:
        command = [sys.executable, "-c", COUNTS, *args]
        done = subprocess.run(  # noqa: PLW1510 (looked at below)
            command, cwd=django_settings.BASE_DIR, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("3", "dies")
    said = run("2")
    labels = 'method="GET",route="/health/live",status="200"'
    assert f"craftify_http_requests_total{{{labels}}} 5.0" in said
    assert "craftify_sockets 2.0" in said  # those of a process that ended are closed
    assert 'craftify_outbox_waiting{kind="event"}' in said
    without_tables, _, _ = said.partition("craftify_outbox_waiting")
    assert f"craftify_http_requests_total{{{labels}}} 5.0" in without_tables
    assert "process_resident_memory_bytes" in said
