"""Items of several tables in one read."""

from typing import Any

import pytest

from accounts import access, store
from accounts.models import MembershipItem, OrganizationItem, UserItem
from craftify.dynamo.together import read_together
from craftify.errors import NotFound
from tests.cast import Acme, Globex


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the store is asked."""
    connection: Any = UserItem._get_connection().connection
    names: list[str] = []
    dispatch = connection.dispatch

    def noted(operation: str, *args: Any, **kwargs: Any) -> Any:
        names.append(operation)
        return dispatch(operation, *args, **kwargs)

    for model in (UserItem, MembershipItem, OrganizationItem):
        monkeypatch.setattr(model._get_connection().connection, "dispatch", noted)
    return names


def test_each_place_has_its_item_or_none_in_order(acme: Acme, globex: Globex) -> None:
    found = read_together(
        [
            (OrganizationItem, (globex.id,)),
            (UserItem, ("nobody",)),
            (UserItem, (acme.eve.id,)),
            (MembershipItem, (acme.id, acme.eve.id)),
            (MembershipItem, (globex.id, acme.eve.id)),
            (UserItem, (acme.ann.id,)),
            (UserItem, (acme.eve.id,)),
        ]
    )
    ids = [getattr(one, "user_id", None) or getattr(one, "id", None) for one in found]
    eve = acme.eve.id
    assert ids == [globex.id, None, eve, eve, None, acme.ann.id, eve]


def test_what_the_store_left_out_is_asked_for_again(
    acme: Acme, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection: Any = UserItem._get_connection().connection
    dispatch, rounds = connection.dispatch, []

    def one_at_a_time(operation: str, request: Any) -> Any:
        rounds.append(operation)
        [(table, each), *_] = wanted = list(request["RequestItems"].items())
        first, rest = each["Keys"][:1], each["Keys"][1:]
        answer = dispatch(operation, {"RequestItems": {table: {**each, "Keys": first}}})
        left = {name: one for name, one in wanted if name != table}
        if rest:
            left[table] = {**each, "Keys": rest}
        return {**answer, "UnprocessedKeys": left}

    monkeypatch.setattr(connection, "dispatch", one_at_a_time)
    places = [(UserItem, (one.id,)) for one in (acme.eve, acme.ann, acme.ada)]
    found = read_together([*places, (OrganizationItem, (acme.id,))])
    assert [one.id for one in found] == [acme.eve.id, acme.ann.id, acme.ada.id, acme.id]
    assert len(rounds) == 4


def test_who_somebody_is_takes_one_read(acme: Acme, asked: list[str]) -> None:
    assert access.member(acme.id, acme.eve.id) == acme.eve
    assert asked == ["BatchGetItem"]


def test_it_is_as_the_three_reads_are(acme: Acme, globex: Globex) -> None:
    assert store.standing("", acme.eve.id) is store.standing(acme.id, "") is None
    for home in (acme.id, globex.id, "org_nowhere"):
        for person in (acme.eve.id, globex.zoe.id, store.NOBODY):
            role, place = store.role_of(home, person), store.organization(home)
            user = store.credentials(person)
            whole = (user[0], place, role) if user and place and role else None
            assert store.standing(home, person) == whole
            if whole is None:
                with pytest.raises(NotFound):
                    access.member(home, person)
