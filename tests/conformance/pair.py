"""The engine and its peer, asked the same things."""

import itertools
from dataclasses import dataclass
from typing import Any

from tests.conformance.compare import all_items, as_set, plain
from tests.conformance.data import Request
from tests.conformance.peer import Client, call

_numbers = itertools.count(1)


@dataclass
class Difference(Exception):
    """The two answered differently."""

    operation: str
    request: Request
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        return f"{self.operation} {self.request}\n  ours:   {self.ours}\n  theirs: {self.theirs}"


@dataclass(frozen=True)
class Pair:
    """Two implementations, and the prefix of the tables of this run."""

    ours: Client
    theirs: Client
    prefix: str

    def run(self, table: Request, operations: list[tuple[str, Request]]) -> None:
        """Do all of it on both sides; raises Difference."""
        name = f"{self.prefix}{next(_numbers)}"
        self._same("CreateTable", {"TableName": name, **table}, shown=False)
        try:
            for operation, request in operations:
                named = _named(request, name)
                if operation in {"Query", "Scan"}:
                    self._same_pages(operation, named, table)
                else:
                    self._same(operation, named)
            self._same_state(name, table)
        finally:
            for client in (self.ours, self.theirs):
                call(client, "DeleteTable", {"TableName": name})

    def _same(self, operation: str, request: Request, *, shown: bool = True) -> None:
        ours, theirs = (call(client, operation, request) for client in (self.ours, self.theirs))
        if shown or "error" in ours or "error" in theirs:
            _compare(operation, request, _comparable(ours), _comparable(theirs))

    def _same_pages(self, operation: str, request: Request, table: Request) -> None:
        ours, theirs = (
            all_items(client, operation, request) for client in (self.ours, self.theirs)
        )
        if operation == "Query" and "IndexName" not in request:
            _compare(operation, request, _comparable(ours), _comparable(theirs))
            return
        if operation == "Query" and "ProjectionExpression" not in request and not _refused(theirs):
            sort = _sort_name(table, request["IndexName"])
            _compare(
                operation, request, *([item.get(sort) for item in some] for some in (ours, theirs))
            )
        _compare(operation, request, as_set(_comparable(ours)), as_set(_comparable(theirs)))

    def _same_state(self, name: str, table: Request) -> None:
        indexes = [
            *table.get("GlobalSecondaryIndexes", ()),
            *table.get("LocalSecondaryIndexes", ()),
        ]
        for source in ({}, *({"IndexName": index["IndexName"]} for index in indexes)):
            self._same_pages("Scan", {"TableName": name, **source}, table)


def _sort_name(table: Request, index_name: str) -> str:
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        for index in table.get(kind, ()):
            if index["IndexName"] == index_name:
                name: str = index["KeySchema"][-1]["AttributeName"]
                return name
    raise KeyError(index_name)


def _refused(items: list[Any]) -> bool:
    return bool(items) and "error" in items[0]


def _compare(operation: str, request: Request, ours: Any, theirs: Any) -> None:
    if ours != theirs:
        raise Difference(operation, request, ours, theirs)


def _comparable(answer: Any) -> Any:
    """Messages are compared in the fixed examples only; batches answer in any order."""
    if isinstance(answer, list):
        return [_comparable(each) for each in answer]
    answer = plain(answer)
    answer.pop("message", None)
    if not answer.get("Attributes", True):
        del answer["Attributes"]
    if "Responses" in answer and isinstance(answer["Responses"], dict):
        answer["Responses"] = {
            name: as_set(items) for name, items in answer["Responses"].items() if items
        }
    return answer


def _named(request: Any, name: str) -> Any:
    """The request with the real name of the table in place of `T`."""
    if isinstance(request, list):
        return [_named(each, name) for each in request]
    if not isinstance(request, dict):
        return request
    return {
        (name if part == "T" else part): name if part == "TableName" else _named(value, name)
        for part, value in request.items()
    }
