"""Many at once: threads, processes, forks. No update is lost, nobody is told "locked"."""

import multiprocessing
import os
import threading
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from craftify.dynamo.embedded import EmbeddedClient
from tests.dynamo.embedded.engine import Engine, global_index, number, text

PROCESSES = int(os.environ.get("CRAFTIFY_STORE_PROCESSES", "4"))
THREADS = int(os.environ.get("CRAFTIFY_STORE_THREADS", "50"))
STEPS = int(os.environ.get("CRAFTIFY_STORE_STEPS", "4"))
ACCOUNTS = 6
START = 1000


def _in_threads(count: int, work: Callable[[int], None]) -> list[BaseException]:
    failures: list[BaseException] = []

    def guarded(place: int) -> None:
        try:
            work(place)
        except BaseException as failure:  # noqa: BLE001 (the test reports it)
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def _add(client: EmbeddedClient, key: str) -> None:
    client.call(
        "UpdateItem",
        {
            "TableName": "things",
            "Key": {"p": text(key)},
            "UpdateExpression": "ADD n :n",
            "ExpressionAttributeValues": {":n": number(1)},
        },
    )


def _step(client: EmbeddedClient, key: str) -> None:
    """Read a version, then write it plus one if nobody else did; again until it works."""
    while True:
        found = client.call("GetItem", {"TableName": "things", "Key": {"p": text(key)}})["Item"]
        request: dict[str, Any] = {
            "TableName": "things",
            "Item": {"p": text(key), "v": number(int(found["v"]["N"]) + 1)},
            "ConditionExpression": "v = :v",
            "ExpressionAttributeValues": {":v": found["v"]},
        }
        try:
            client.call("PutItem", request)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
        else:
            return


def _transfer(client: EmbeddedClient, source: str, target: str) -> None:
    def move(key: str, amount: int) -> dict[str, Any]:
        update: dict[str, Any] = {
            "TableName": "things",
            "Key": {"p": text(key)},
            "UpdateExpression": "SET n = n + :n, g = :g",
            "ConditionExpression": "n >= :none",
            "ExpressionAttributeValues": {
                ":n": number(amount),
                ":none": number(0),
                ":g": text("gh"[amount > 0]),
            },
        }
        return {"Update": update}

    client.call("TransactWriteItems", {"TransactItems": [move(source, -1), move(target, 1)]})


def _total(client: EmbeddedClient) -> int:
    gets = [
        {"Get": {"TableName": "things", "Key": {"p": text(f"account{place}")}}}
        for place in range(ACCOUNTS)
    ]
    found = client.call("TransactGetItems", {"TransactItems": gets})["Responses"]
    return sum(int(each["Item"]["n"]["N"]) for each in found)


def _busy_process(host: str, seed: int, failures: "multiprocessing.Queue[str]") -> None:
    client = EmbeddedClient(host)

    def work(place: int) -> None:
        for step in range(STEPS):
            _add(client, "counter")
            _step(client, "version")
            source = (seed + place + step) % ACCOUNTS
            target = (source + 1 + place % (ACCOUNTS - 1)) % ACCOUNTS
            _transfer(client, f"account{source}", f"account{target}")
            assert _total(client) == ACCOUNTS * START

    for failure in _in_threads(THREADS, work):
        failures.put(repr(failure))


@pytest.fixture
def bank(engine: Engine) -> Engine:
    """Accounts, a counter and a version; accounts are in an index, too."""
    engine.create(None, kinds={"g": "S"}, GlobalSecondaryIndexes=[global_index("by-g", "g", "p")])
    engine.put("counter", n=number(0))
    engine.put("version", v=number(0))
    for place in range(ACCOUNTS):
        engine.put(f"account{place}", n=number(START), g=text("g"))
    return engine


def test_processes_and_threads_lose_nothing(bank: Engine) -> None:
    context = multiprocessing.get_context("spawn")
    failures: multiprocessing.Queue[str] = context.Queue()
    processes = [
        context.Process(target=_busy_process, args=(bank.host, seed, failures))
        for seed in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    assert failures.empty(), failures.get()
    done = PROCESSES * THREADS * STEPS
    assert bank.get("counter") == {"p": text("counter"), "n": number(done)}
    assert bank.get("version") == {"p": text("version"), "v": number(done)}
    assert _total(bank.client) == ACCOUNTS * START
    indexed = bank.all("Scan", IndexName="by-g")
    assert sorted(item["p"]["S"] for item in indexed) == [f"account{n}" for n in range(ACCOUNTS)]
    assert sum(int(item["n"]["N"]) for item in indexed) == ACCOUNTS * START


def test_a_refusal_spares_the_others_in_its_batch(bank: Engine) -> None:
    def work(place: int) -> None:
        if place % 2:
            _add(bank.client, "counter")
        else:
            missing = {"Key": {"p": text("x")}, "ConditionExpression": "attribute_exists (p)"}
            assert bank.refuses("DeleteItem", **missing)[0] == "ConditionalCheckFailedException"

    assert _in_threads(40, work) == []
    assert bank.get("counter") == {"p": text("counter"), "n": number(20)}


def test_another_process_sees_a_new_table_and_its_end(bank: Engine) -> None:
    other = _ask_another_process(bank.host, "create")
    assert other == "created"
    engine = Engine(bank.host)
    engine.call("PutItem", TableName="other", Item={"p": text("a")})
    assert bank.call("GetItem", TableName="other", Key={"p": text("a")}) != {}
    assert _ask_another_process(bank.host, "delete") == "deleted"
    code, _ = bank.refuses("GetItem", TableName="other", Key={"p": text("a")})
    assert code == "ResourceNotFoundException"


def _ask_another_process(host: str, what: str) -> str:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = context.Queue()
    process = context.Process(target=_change_tables, args=(host, what, answers))
    process.start()
    answer: str = answers.get(timeout=60)
    process.join()
    return answer


def _change_tables(host: str, what: str, answers: "multiprocessing.Queue[str]") -> None:
    engine = Engine(host)
    if what == "create":
        engine.create(None, TableName="other")
    else:
        engine.call("DeleteTable", TableName="other")
    answers.put(f"{what}d")


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_fork_amid_threads_harms_neither_side(bank: Engine) -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            _add(bank.client, "counter")
            _total(bank.client)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for place in range(5):
            child = os.fork()
            if not child:
                code = 1
                try:
                    for _ in range(10):
                        _add(bank.client, f"child{place}")
                    code = 0
                finally:
                    os._exit(code)
            assert os.waitpid(child, 0)[1] == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for place in range(5):
        assert bank.get(f"child{place}") == {"p": text(f"child{place}"), "n": number(10)}
