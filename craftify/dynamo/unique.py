"""Uniqueness by guard items: one item per taken name, written in the same transaction.

A check before the write is a race; a second put of the same key under `does_not_exist` is not.
"""

from pynamodb.attributes import UnicodeAttribute

from craftify.dynamo.table import Place, Table, name
from craftify.dynamo.transact import Write
from craftify.errors import CraftifyError


class Guard(Table):
    """`key` is `kind#value`; `owner` the id of what holds it."""

    class Meta(Place):
        table_name = name("guards")

    key = UnicodeAttribute(hash_key=True)
    owner = UnicodeAttribute()


def claim(write: Write, kind: str, value: str, owner: str, otherwise: CraftifyError) -> None:
    """Take the name as part of `write`; refused with `otherwise` when somebody holds it."""
    write.put(Guard(f"{kind}#{value}", owner=owner), Guard.key.does_not_exist(), otherwise)


def release(write: Write, kind: str, value: str, owner: str) -> None:
    """Give the name back as part of `write`, if `owner` holds it (else it races)."""
    write.delete(Guard(f"{kind}#{value}"), Guard.owner == owner)


def owner_of(kind: str, value: str) -> str | None:
    """The id that holds the name, read consistently."""
    try:
        return Guard.get(f"{kind}#{value}", consistent_read=True).owner
    except Guard.DoesNotExist:
        return None
