"""Making answers of two implementations comparable."""

from decimal import Decimal
from typing import Any

from tests.conformance.peer import Client, call


def plain(answer: Any) -> Any:
    """The answer with numbers and sets written in one way."""
    if isinstance(answer, list):
        return [plain(each) for each in answer]
    if not isinstance(answer, dict):
        return answer
    if len(answer) == 1:
        ((kind, content),) = answer.items()
        if kind == "N" and isinstance(content, str):
            return {"N": _number(content)}
        if kind == "NS" and isinstance(content, list):
            return {"NS": sorted(map(_number, content))}
        if kind in {"SS", "BS"} and isinstance(content, list):
            return {kind: sorted(content)}
    return {name: plain(value) for name, value in answer.items()}


def _number(text: str) -> str:
    written = format(Decimal(text), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def all_items(client: Client, operation: str, request: dict[str, Any]) -> list[Any]:
    """The items of all pages, or the error as the only element."""
    items: list[Any] = []
    cursor: dict[str, Any] = {}
    for _ in range(1000):
        answer = call(client, operation, {**request, **cursor})
        if "error" in answer:
            return [answer]
        items += plain(answer.get("Items", []))
        if "LastEvaluatedKey" not in answer:
            return items
        cursor = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    raise AssertionError("paging does not end")


def as_set(items: list[Any]) -> list[str]:
    """Items in an order that does not depend on who gave them."""
    return sorted(repr(sorted(item.items())) for item in items)
