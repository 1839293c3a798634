"""A slow request says which operations of the store it waited for."""

import json
import logging
import re
from logging.config import DictConfigurator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from craftify.dynamo.transact import Write
from craftify.dynamo.unique import Guard, claim, owner_of
from craftify.errors import Conflict
from craftify.observability.logs import configuration
from craftify.web.guard import public


@public
def busy(request: HttpRequest) -> HttpResponse:
    for number in range(3):
        owner_of("slow", str(number))
    write = Write(unrecorded="a test")
    claim(write, "slow", request.GET["name"], "usr_1", Conflict("Taken."))
    write.commit()
    list(Guard.batch_get(["slow#1", "slow#2"]))
    return HttpResponse("done")


@public
def idle(request: HttpRequest, id: str) -> HttpResponse:
    return HttpResponse("done")


urlpatterns = [path("busy", busy), path("idle/<str:id>", idle)]
pytestmark = pytest.mark.urls(__name__)


def told(client: Client, address: str, caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    caplog.clear()
    with caplog.at_level(logging.INFO, "craftify.requests"):
        client.get(address)
    [record] = [one for one in caplog.records if one.name == "craftify.requests"]
    return record


@pytest.fixture
def threshold(settings: Any) -> None:
    settings.CRAFTIFY = django_settings.CRAFTIFY.model_copy(update={"slow_request_ms": -1})


@pytest.mark.usefixtures("threshold")
def test_a_slow_one_names_what_the_store_did(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    record = told(client, "/busy?name=a", caplog)
    assert record.levelno == logging.WARNING
    fields: Any = vars(record)
    places = {(one["operation"], one["table"]): one["count"] for one in fields["store"]}
    assert places == {
        ("GetItem", "guards"): 3,
        ("TransactWriteItems", "several"): 1,
        ("BatchGetItem", "guards"): 1,
    }
    assert fields["storeOperations"] == 5
    assert 0 < fields["storeMs"] <= fields["durationMs"]
    assert all(one["milliseconds"] >= 0 for one in fields["store"])
    assert re.search(r"5 operations of the store: .*3 × GetItem guards [\d.]+ ms", caplog.text)
    shown = configuration("INFO", json=True)
    formatter = DictConfigurator(shown).configure_formatter(shown["formatters"]["json"])
    assert {"operation", "table", "count", "milliseconds"} == set(
        json.loads(formatter.format(record))["store"][0]
    )


@pytest.mark.usefixtures("threshold")
def test_a_slow_one_without_the_store_says_so(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert told(client, "/idle/1", caplog).getMessage().endswith("0 operations of the store: none")


def test_each_request_tells_its_route_status_and_duration(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    record = told(client, "/idle/secret-of-mine?and=more", caplog)
    fields: Any = vars(record)
    assert record.levelno == logging.INFO
    assert (fields["route"], fields["status"]) == ("/idle/<str:id>", 200)
    assert fields["durationMs"] >= 0
    assert "more" not in record.getMessage()
    assert told(client, "/nowhere", caplog).__dict__["route"] == "(none)"


def test_one_request_does_not_pay_for_another(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert told(client, "/busy?name=b", caplog).__dict__["storeOperations"] == 5
    assert told(client, "/idle/1", caplog).__dict__["storeOperations"] == 0
    owner_of("slow", "outside")
    assert told(client, "/busy?name=c", caplog).__dict__["storeOperations"] == 5


def test_the_default_is_a_second() -> None:
    assert type(django_settings.CRAFTIFY).model_fields["slow_request_ms"].default == 1000
