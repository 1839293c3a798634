"""Short words for talking to the engine, shared by its tests."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from craftify.dynamo.embedded import EmbeddedClient

Answer = dict[str, Any]


def text(value: str) -> Answer:
    """A string attribute."""
    return {"S": value}


def number(value: object) -> Answer:
    """A number attribute."""
    return {"N": str(value)}


class Engine:
    """A client on a table `things` with the key `p` (S) and `s` (S or as given)."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.client = EmbeddedClient(host)

    def call(self, operation: str, **request: Any) -> Answer:
        """The response; the table is `things` unless the request says otherwise."""
        if not {"TransactItems", "RequestItems"} & set(request) and operation != "ListTables":
            request = {"TableName": "things", **request}
        return self.client.call(operation, request)

    def create(self, sort: str | None = "S", **more: Any) -> None:
        """Create the table, with a sort key of that type."""
        kinds = {"p": "S"} | ({"s": sort} if sort else {})
        schema = [{"AttributeName": "p", "KeyType": "HASH"}]
        if sort:
            schema.append({"AttributeName": "s", "KeyType": "RANGE"})
        kinds |= more.pop("kinds", {})
        attributes = [{"AttributeName": name, "AttributeType": kinds[name]} for name in kinds]
        self.call(
            "CreateTable",
            KeySchema=schema,
            AttributeDefinitions=attributes,
            BillingMode="PAY_PER_REQUEST",
            **more,
        )

    def put(self, p: str, s: Answer | None = None, **attributes: Answer) -> None:
        """Put an item."""
        key = {"p": text(p)} | ({} if s is None else {"s": s})
        self.call("PutItem", Item=key | attributes)

    def get(self, p: str, s: Answer | None = None) -> Answer | None:
        """An item, or None."""
        key = {"p": text(p)} | ({} if s is None else {"s": s})
        return self.call("GetItem", Key=key).get("Item")

    def all(self, operation: str, **request: Any) -> list[Answer]:
        """The items of all pages."""
        items: list[Answer] = []
        while True:
            page = self.call(operation, **request)
            items += page["Items"]
            if "LastEvaluatedKey" not in page:
                return items
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def refuses(self, operation: str, **request: Any) -> tuple[str, str]:
        """The code and the message of the error that the request must give."""
        with pytest.raises(ClientError) as caught:
            self.call(operation, **request)
        error = caught.value.response["Error"]
        return error["Code"], error["Message"]


def global_index(name: str, *key: str, projection: str = "ALL", **more: Any) -> Answer:
    """A global index in a CreateTable."""
    kinds = ("HASH", "RANGE")
    return {
        "IndexName": name,
        "KeySchema": [
            {"AttributeName": part, "KeyType": kind} for part, kind in zip(key, kinds, strict=False)
        ],
        "Projection": {"ProjectionType": projection, **more},
    }
