"""The engine under PynamoDB's models: its own exceptions, its own types."""

from decimal import Decimal
from typing import Any

import pytest
from pynamodb.attributes import (
    BinaryAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    VersionAttribute,
)
from pynamodb.connection import Connection
from pynamodb.exceptions import (
    DeleteError,
    GetError,
    PutError,
    QueryError,
    ScanError,
    TableDoesNotExist,
    TableError,
    TransactWriteError,
    UpdateError,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite

from craftify.dynamo import embedded


class Index(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "by-status"
        projection = AllProjection()
        billing_mode = "PAY_PER_REQUEST"

    status = UnicodeAttribute(hash_key=True)
    at = NumberAttribute(range_key=True)


class Keys(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "keys"
        projection = KeysOnlyProjection()
        billing_mode = "PAY_PER_REQUEST"

    status = UnicodeAttribute(hash_key=True)


@pytest.fixture
def thing(host: str) -> type[Any]:
    embedded.install()

    class Thing(Model):
        class Meta:
            table_name = "things"
            region = "us-east-1"
            billing_mode = "PAY_PER_REQUEST"

        organization = UnicodeAttribute(hash_key=True)
        id = UnicodeAttribute(range_key=True)
        status = UnicodeAttribute(null=True)
        at = NumberAttribute(null=True)
        tags = UnicodeSetAttribute(null=True)
        data = BinaryAttribute(null=True, legacy_encoding=False)
        steps = ListAttribute[Any](null=True)
        more: Any = MapAttribute(null=True)
        expires = TTLAttribute(null=True)
        version = VersionAttribute()
        by_status = Index()
        keys = Keys()

    Thing.Meta.host = host  # type: ignore[attr-defined]  # PynamoDB reads it when first used
    assert not Thing.exists()
    Thing.create_table(wait=True)
    assert Thing.exists()
    return Thing


def test_an_item_comes_back_in_its_types(thing: Any) -> None:
    thing(
        "o", "1", at=3, tags={"a", "b"}, data=b"\x00", steps=["x", 1, None], more={"k": [True]}
    ).save()
    found = thing.get("o", "1", consistent_read=True)
    assert (found.at, found.tags, found.data) == (3, {"a", "b"}, b"\x00")
    assert (found.steps, found.more.as_dict()) == (["x", 1, None], {"k": [True]})
    with pytest.raises(thing.DoesNotExist):
        thing.get("o", "none")


def test_versions_collide(thing: Any) -> None:
    first = thing("o", "1")
    first.save()
    second = thing.get("o", "1")
    first.update(actions=[thing.at.set(1)])
    with pytest.raises(UpdateError) as caught:
        second.update(actions=[thing.at.set(2)])
    assert caught.value.cause_response_code == "ConditionalCheckFailedException"
    with pytest.raises(PutError):
        second.save()
    with pytest.raises(DeleteError):
        second.delete()
    assert thing.get("o", "1").at == 1


def test_lists_by_index_and_count(thing: Any) -> None:
    for step in range(30):
        thing("o", str(step), status="open" if step % 3 else "done", at=-step).save()
    found = list(thing.by_status.query("open", thing.at < -10, limit=4, page_size=3))
    assert [each.at for each in found] == [-29, -28, -26, -25]
    assert len(list(thing.keys.query("done"))) == 10
    assert thing.count("o", filter_condition=thing.status == "open") == 20
    assert thing.count() == 30
    page = thing.query("o", limit=5)
    assert len(list(page)) == 5
    rest = thing.query("o", last_evaluated_key=page.last_evaluated_key)
    assert len(list(rest)) == 25
    assert len(list(thing.scan(thing.at.between(-5, -1), page_size=2))) == 5
    assert len(list(thing.scan(rate_limit=1000))) == 30


def test_batches(thing: Any) -> None:
    with thing.batch_write() as batch:
        for step in range(60):
            batch.save(thing("o", str(step)))
    keys = [("o", str(step)) for step in range(120)]
    assert len(list(thing.batch_get(keys))) == 60


def test_transactions_tell_which_condition_failed(thing: Any, host: str) -> None:
    connection = Connection(region="us-east-1", host=host)
    thing("o", "taken", at=7).save()
    thing("o", "other", at=7).save()
    transaction = TransactWrite(connection=connection)
    transaction.save(thing("o", "new"))
    transaction.condition_check(thing, "o", "taken", condition=thing.at == 8)
    transaction.update(
        thing.get("o", "other"),
        actions=[thing.at.set(9)],
        condition=thing.at == 8,
        return_values="ALL_OLD",
    )
    with pytest.raises(TransactWriteError) as caught:
        transaction._commit()
    assert caught.value.cause_response_code == "TransactionCanceledException"
    reasons: list[Any] = list(caught.value.cancellation_reasons)
    check, put, update = reasons
    assert put is None
    assert check.code == update.code == "ConditionalCheckFailed"
    assert update.raw_item["at"] == {"N": "7"}
    with pytest.raises(thing.DoesNotExist):
        thing.get("o", "new")
    with TransactGet(connection) as reading:
        future = reading.get(thing, "o", "taken")
    assert future.get().at == 7


def test_numbers_beyond_floats(thing: Any) -> None:
    thing("o", "1", at=10**30 + 1).save()
    thing.get("o", "1").update(actions=[thing.at.add(1)])
    raw = embedded.EmbeddedClient(thing.Meta.host).call(
        "GetItem",
        {"TableName": "things", "Key": {"organization": {"S": "o"}, "id": {"S": "1"}}},
    )
    assert Decimal(raw["Item"]["at"]["N"]) == 10**30 + 2


def test_every_operation_raises_pynamodbs_own_exception(host: str) -> None:
    embedded.install()

    class Missing(Model):
        class Meta:
            table_name = "missing"
            region = "us-east-1"
            host = ""

        id = UnicodeAttribute(hash_key=True)

    Missing.Meta.host = host
    for error, action in (
        (GetError, lambda: Missing.get("a")),
        (PutError, lambda: Missing("a").save()),
        (DeleteError, lambda: Missing("a").delete()),
        (UpdateError, lambda: Missing("a").update(actions=[Missing.id.set("b")])),
        (QueryError, lambda: list(Missing.query("a"))),
        (ScanError, lambda: list(Missing.scan())),
        (TableError, Missing.delete_table),
    ):
        with pytest.raises(error) as caught:
            action()
        assert caught.value.cause_response_code == "ResourceNotFoundException"
    assert not Missing.exists()
    with pytest.raises(TableDoesNotExist):
        Missing.describe_table()


def test_other_hosts_still_get_a_botocore_client() -> None:
    embedded.install()
    embedded.install()
    connection = Connection(
        region="us-east-1",
        host="http://127.0.0.1:1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )
    assert not isinstance(connection.client, embedded.EmbeddedClient)
    assert repr(Connection(host="sqlite:////tmp/x")) == "Connection<sqlite:////tmp/x>"


@pytest.mark.parametrize("host", ["sqlite:///", "http://127.0.0.1", "sqlite://x"])
def test_a_host_without_a_file_is_a_mistake(host: str) -> None:
    with pytest.raises(ValueError, match="absolute path"):
        embedded.check(host)
