"""Random tables, and sequences of operations on one."""

import re
from collections.abc import Collection, Iterable

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.conformance.data import (
    INDEX_KEYS,
    KEYS,
    LIST,
    NAMES,
    NUMBER,
    TEXT,
    Request,
    numbers,
    scalars,
    texts,
    values,
)
from tests.conformance.expressions import Expressions


def _schema(*parts: str) -> list[dict[str, str]]:
    kinds = ("HASH", "RANGE")
    return [
        {"AttributeName": part, "KeyType": kind} for part, kind in zip(parts, kinds, strict=False)
    ]


@st.composite
def tables(draw: DrawFn) -> Request:
    """A CreateTable without its name; keys are `p` and `s`, index keys `g` and `h`."""
    kinds = {"p": draw(st.sampled_from("SNB"))}
    if draw(st.booleans()):
        kinds["s"] = draw(st.sampled_from("SNB"))
    request: Request = {"KeySchema": _schema(*kinds), "BillingMode": "PAY_PER_REQUEST"}
    projections = st.sampled_from(
        [
            {"ProjectionType": "ALL"},
            {"ProjectionType": "KEYS_ONLY"},
            {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a", "m"]},
        ]
    )
    shapes = draw(st.lists(st.sampled_from(["g", "h", "gh", "hg", "ps", "gp"]), max_size=2))
    usable = [shape for shape in shapes if "s" not in shape or "s" in kinds]
    if usable:
        request["GlobalSecondaryIndexes"] = [
            {
                "IndexName": f"index-{number}",
                "KeySchema": _schema(*shape),
                "Projection": draw(projections),
            }
            for number, shape in enumerate(usable)
        ]
    if "s" in kinds and draw(st.booleans()):
        shape = draw(st.sampled_from(["pg", "ph"]))
        usable.append(shape)
        request["LocalSecondaryIndexes"] = [
            {"IndexName": "local", "KeySchema": _schema(*shape), "Projection": draw(projections)}
        ]
    used = {letter for shape in usable for letter in shape}
    kinds |= {name: kind for name, kind in INDEX_KEYS.items() if name in used}
    request["AttributeDefinitions"] = [
        {"AttributeName": name, "AttributeType": kind} for name, kind in kinds.items()
    ]
    return request


class Operations:
    """Draws operations for one table."""

    def __init__(self, draw: DrawFn, table: Request) -> None:
        self.draw = draw
        self.table = table
        self.kinds = {
            each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]
        }
        self.key_names = [part["AttributeName"] for part in table["KeySchema"]]
        self.names = [*NAMES, *self.kinds]

    def key(self) -> Request:
        """Some primary key."""
        return {name: self.draw(st.sampled_from(KEYS[self.kinds[name]])) for name in self.key_names}

    def item(self, *, right: bool = False) -> Request:
        """Some item; now and then, unless it must be `right`, an index key has a wrong type."""
        item = self.draw(st.dictionaries(st.sampled_from(NAMES), values, max_size=3))
        if self.draw(st.booleans()):
            item |= {TEXT: {"S": self.draw(texts)}, NUMBER: {"N": self.draw(numbers)}}
            item[LIST] = {"L": self.draw(st.lists(scalars, max_size=2))}
        for name, kind in self.kinds.items():
            if name in self.key_names:
                continue
            choice = self.draw(st.integers(0, 20))
            if choice < 14:
                item[name] = self.draw(st.sampled_from(KEYS[kind]))
            elif choice == 20 and not right:
                item[name] = self.draw(values)
        return item | self.key()

    def expressions(self, skipped: Collection[str] = ()) -> Expressions:
        """A writer of expressions over this table's attributes but those that are `skipped`."""
        return Expressions(self.draw, [name for name in self.names if name not in skipped])

    def guarded(self, request: Request, writer: Expressions, *, old: bool = False) -> Request:
        """The request with the condition it needs, or with some condition, sometimes."""
        if writer.demands:
            request["ConditionExpression"] = " AND ".join(writer.demands)
            return request | writer.request()
        if self.draw(st.integers(0, 2)) == 0:
            request["ConditionExpression"] = writer.condition()
            if old or self.draw(st.booleans()):
                request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return request | writer.request()

    def put(self, *, right: bool = False) -> Request:
        """PutItem, without what only the single operation has."""
        return self.guarded({"Item": self.item(right=right)}, self.expressions())

    def delete(self) -> Request:
        """DeleteItem."""
        return self.guarded({"Key": self.key()}, self.expressions())

    def update(self, skipped: Iterable[str] = ()) -> Request:
        """UpdateItem of other attributes than the key and those that are `skipped`."""
        writer = self.expressions({*self.key_names, *skipped})
        request = {"Key": self.key(), "UpdateExpression": writer.update()}
        return self.guarded(request, writer)

    def check(self) -> Request:
        """ConditionCheck."""
        writer = self.expressions()
        condition = writer.condition()
        return {"Key": self.key(), "ConditionExpression": condition, **writer.request()}

    def projected(self, request: Request, writer: Expressions) -> Request:
        """The request with a projection, sometimes."""
        if self.draw(st.integers(0, 3)) == 0:
            names = st.lists(st.sampled_from(self.names), min_size=1, max_size=3, unique=True)
            paths = ", ".join(writer.path(name) for name in self.draw(names))
            request["ProjectionExpression"] = paths
        return request

    def single(self) -> tuple[str, Request]:
        """One of the operations on one item."""
        kind = self.draw(st.sampled_from(["Put", "Put", "Update", "Update", "Delete", "Get"]))
        old = ["NONE", "ALL_OLD"]
        match kind:
            case "Put":
                request = self.put() | {"ReturnValues": self.draw(st.sampled_from(old))}
            case "Delete":
                request = self.delete() | {"ReturnValues": self.draw(st.sampled_from(old))}
            case "Update":
                request = self.update()
                wanted = [*old, "ALL_NEW"]
                # Below an attribute the peer shows its whole list or empty holders.
                if not re.search(r"[.\[]", request["UpdateExpression"]):
                    wanted += ["UPDATED_OLD", "UPDATED_NEW"]
                request["ReturnValues"] = self.draw(st.sampled_from(wanted))
            case _:
                writer = self.expressions()
                request = self.projected({"Key": self.key()}, writer) | writer.request()
        return f"{kind}Item", {"TableName": "T", **request}

    def transaction(self) -> tuple[str, Request]:
        """TransactWriteItems."""
        makers = {
            "Put": lambda: self.put(right=True),
            "Delete": self.delete,
            "Update": lambda: self.update(skipped=["g", "h"]),
            "ConditionCheck": self.check,
        }
        chosen = self.draw(st.lists(st.sampled_from(list(makers)), min_size=1, max_size=4))
        steps = [{kind: {"TableName": "T", **makers[kind]()}} for kind in chosen]
        request: Request = {"TransactItems": steps}
        return "TransactWriteItems", request

    def batch(self) -> tuple[str, Request]:
        """One of the batches."""
        if self.draw(st.booleans()):
            count = self.draw(st.integers(1, 4))
            return "BatchGetItem", {
                "RequestItems": {"T": {"Keys": [self.key() for _ in range(count)]}}
            }
        steps: list[Request] = []
        for _ in range(self.draw(st.integers(1, 4))):
            if self.draw(st.booleans()):
                steps.append({"PutRequest": {"Item": self.item()}})
            else:
                steps.append({"DeleteRequest": {"Key": self.key()}})
        return "BatchWriteItem", {"RequestItems": {"T": steps}}

    def multiple_get(self) -> tuple[str, Request]:
        """TransactGetItems."""
        count = self.draw(st.integers(1, 3))
        return "TransactGetItems", {
            "TransactItems": [{"Get": {"TableName": "T", "Key": self.key()}} for _ in range(count)]
        }

    def source(self) -> tuple[Request, list[str]]:
        """The table or one of its indexes, and its key."""
        indexes = [
            *self.table.get("GlobalSecondaryIndexes", ()),
            *self.table.get("LocalSecondaryIndexes", ()),
        ]
        if not indexes or self.draw(st.booleans()):
            return {"TableName": "T"}, self.key_names
        index = self.draw(st.sampled_from(indexes))
        names = [part["AttributeName"] for part in index["KeySchema"]]
        return {"TableName": "T", "IndexName": index["IndexName"]}, names

    def filtered(self, request: Request, writer: Expressions) -> Request:
        """The request with a filter, a limit and a projection, each sometimes."""
        if request.get("IndexName") == "local":
            # The peer does not look into the table for what a local index does not project.
            return request | writer.request()
        # Nor does it hide from a filter what a global index does not project.
        if self.draw(st.integers(0, 3)) == 0 and self._shows_all(request.get("IndexName")):
            request["FilterExpression"] = writer.condition()
        if self.draw(st.booleans()):
            request["Limit"] = self.draw(st.integers(1, 4))
        return self.projected(request, writer) | writer.request()

    def _shows_all(self, index_name: str | None) -> bool:
        return not any(
            index["IndexName"] == index_name and index["Projection"]["ProjectionType"] != "ALL"
            for index in self.table.get("GlobalSecondaryIndexes", ())
        )

    def query(self) -> tuple[str, Request]:
        """Query, mostly with what DynamoDB allows in a key condition."""
        request, names = self.source()
        writer = self.expressions(names)
        first = self.draw(st.sampled_from(KEYS[self.kinds[names[0]]]))
        condition = f"{writer.name(names[0])} = {writer.value(first)}"
        if len(names) > 1 and self.draw(st.booleans()):
            # In parentheses the peer takes a numeric partition key for begins_with's operand.
            condition += f" AND {self._sort_condition(writer, names[1])}"
        request["KeyConditionExpression"] = condition
        if self.draw(st.booleans()):
            request["ScanIndexForward"] = self.draw(st.booleans())
        return "Query", self.filtered(request, writer)

    def _sort_condition(self, writer: Expressions, name: str) -> str:
        values = KEYS[self.kinds[name]]
        low = writer.value(self.draw(st.sampled_from(values)))
        path = writer.name(name)
        kinds = [
            "=",
            "<",
            "<=",
            ">",
            ">=",
            "BETWEEN",
            *(["begins_with"] * (self.kinds[name] == "S")),
        ]
        kind = self.draw(st.sampled_from(kinds))
        if kind == "begins_with":
            return f"begins_with ({path}, {low})"
        if kind == "BETWEEN":
            high = writer.value(self.draw(st.sampled_from(values)))
            return f"{path} BETWEEN {low} AND {high}"
        return f"{path} {kind} {low}"

    def scan(self) -> tuple[str, Request]:
        """Scan."""
        request, _ = self.source()
        return "Scan", self.filtered(request, self.expressions())


@st.composite
def sequences(draw: DrawFn) -> tuple[Request, list[tuple[str, Request]]]:
    """A table, and what is done to it."""
    table = draw(tables())
    makers = Operations(draw, table)
    kinds = st.sampled_from(
        ["single"] * 6 + ["transaction"] * 2 + ["batch", "multiple_get"] + ["query"] * 3 + ["scan"]
    )
    chosen = draw(st.lists(kinds, min_size=4, max_size=12))
    fill = [
        ("PutItem", {"TableName": "T", "Item": makers.item()})
        for _ in range(draw(st.integers(0, 6)))
    ]
    return table, [*fill, *(getattr(makers, kind)() for kind in chosen)]
