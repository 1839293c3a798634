"""The settings' pages of the rules of approvals, by plain forms."""

import re
from dataclasses import replace
from typing import Any

from django.test import Client

from accounts.domain import Role
from accounts.models import UserItem
from approvals import actions, queries
from approvals.domain import (
    Calendar,
    Definition,
    Match,
    People,
    QuorumKind,
    StepDefinition,
)
from tests.approvals.letters import draft
from tests.cast import Acme, Globex
from tests.web.test_review import SignIn

RULES = "/settings/approvals"


def page(client: Client, address: str = RULES) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def legal(acme: Acme, **changes: Any) -> dict[str, Any]:
    return {
        "revision": 0,
        "name": "Promotions",
        "categories": "Promotion, Sale",
        "author-roles": ["editor"],
        "s0-name": "Legal",
        "s0-users": [acme.ann.id, acme.bob.id],
        "s0-quorum": "all",
        "s0-due": "2",
        "s0-reminders": "1, -1",
        "s1-name": "Brand",
        "s1-roles": ["approver", "manager"],
        "s1-quorum": "any",
        "s1-when-tags": "brand",
        "save": "1",
        **changes,
    }


def test_a_manager_writes_a_definition(acme: Acme, sign_in: SignIn) -> None:
    max_ = sign_in(acme.max)
    assert "One approval" in page(max_)
    answer = max_.post(f"{RULES}/new", legal(acme))
    assert answer.status_code == 302, answer.content.decode()
    policy = queries.policy(acme.max)
    first, last = policy.definitions
    assert (first.name, first.match.categories) == ("Promotions", ("Promotion", "Sale"))
    assert (first.steps[0].quorum.kind, first.steps[0].due_days) == (QuorumKind.ALL, 2)
    assert first.steps[0].reminders == (1, -1)
    assert first.steps[1].needed_when
    assert last.match.is_everything
    html = page(max_, f"{RULES}/{first.id}")
    assert 'value="Promotions"' in html
    again = max_.post(f"{RULES}/{first.id}", legal(acme, name="Sales", revision=1))
    assert again.status_code == 302
    assert queries.policy(acme.max).definitions[0].name == "Sales"
    stale = max_.post(f"{RULES}/{first.id}", legal(acme, name="Late", revision=1))
    assert (stale.status_code, b"in between" in stale.content) == (422, True)


def test_what_is_not_safe_is_told_and_nothing_is_lost(acme: Acme, sign_in: SignIn) -> None:
    answer = sign_in(acme.max).post(
        f"{RULES}/new", legal(acme, **{"s0-users": [acme.max.id], "author-roles": ["manager"]})
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "own work" in html
    assert 'value="Promotion, Sale"' in html
    assert queries.policy(acme.max).revision == 0


def test_what_was_typed_stays_and_what_is_wrong_stands_beside_it(
    acme: Acme, sign_in: SignIn
) -> None:
    wrong = {"s0-due": "two", "s0-reminders": "1; -1", "s0-count": "1.5", "s1-expire": "1, 2"}
    answer = sign_in(acme.max).post(f"{RULES}/new", legal(acme, **wrong))
    html = answer.content.decode()
    assert answer.status_code == 422
    for name, text in wrong.items():
        assert f'name="{name}" value="{text}"' in html
        assert f'id="{name}-help"' in html
    assert 'value="Promotion, Sale"' in html
    assert queries.policy(acme.max).revision == 0


def test_what_the_rules_refuse_stands_beside_the_field(acme: Acme, sign_in: SignIn) -> None:
    wrong = {"s0-due": "99", "s1-name": "Legal"}
    html = sign_in(acme.max).post(f"{RULES}/new", legal(acme, **wrong)).content.decode()
    assert re.search(r'id="s0-due-help">.*?1 to 60 working days', html)
    assert re.search(r'id="s1-name-help">.*?Two steps are named', html)


def test_what_only_the_api_can_say_survives_the_form(acme: Acme, sign_in: SignIn) -> None:
    managers = People(roles=(Role.MANAGER,), category_owner=True)
    legal_ = StepDefinition(
        name="Legal",
        approvers=People(users=(acme.ann.id, acme.bob.id)),
        due_days=2,
        escalate_after=1,
        escalate_to=managers,
        reviewers=managers,
    )
    editors = Match(author_roles=(Role.EDITOR,))
    more = replace(legal_, name="More", needed_when=editors)
    rules = Definition(id="def_1", name="Usual", steps=(legal_, more))
    now = queries.policy(acme.max)
    actions.save_policy(replace(now, definitions=(rules,)), actor=acme.max, revision=0)
    max_ = sign_in(acme.max)
    html = page(max_, f"{RULES}/def_1")
    hidden = re.findall(r'type="hidden" name="(s[^"]+)" value="([^"]+)"', html)
    form: dict[str, Any] = {"revision": 1, "name": "Usual", "save": "1"} | dict(hidden)
    for number, one in enumerate(rules.steps):
        form |= {
            f"s{number}-name": one.name,
            f"s{number}-users": list(one.approvers.users),
            f"s{number}-quorum": "any",
            f"s{number}-due": "2",
            f"s{number}-escalate": "1",
        }
    assert max_.post(f"{RULES}/def_1", form).status_code == 302
    assert queries.policy(acme.max).definitions == (rules,)


def test_options_that_are_refused_stay_as_they_were_typed(acme: Acme, sign_in: SignIn) -> None:
    draft(acme.eve)
    form = {
        "revision": 0,
        "separation": "1",
        "weekdays": ["0"],
        "time_zone": "Mars/Olympus",
        "holidays": "Christmas",
        "category-1": "Promotion",
        "owner-1": [acme.ann.id],
    }
    html = sign_in(acme.max).post(f"{RULES}/options", form).content.decode()
    for kept in ("Christmas</textarea>", 'value="Mars/Olympus"', 'value="0" checked'):
        assert kept in html
    assert 'value="1" checked' not in html.partition("Working days")[2]


def test_the_page_says_when_the_rules_are_safe_no_more(acme: Acme, sign_in: SignIn) -> None:
    max_ = sign_in(acme.max)
    max_.post(f"{RULES}/new", legal(acme))
    assert "need a change" not in page(max_)
    UserItem(acme.ann.id).update([UserItem.status.set("suspended")])
    html = page(max_)
    assert "The rules in force need a change" in html
    assert "Somebody named here is not an active member." in html


def test_steps_are_added_and_removed_without_saving(acme: Acme, sign_in: SignIn) -> None:
    max_ = sign_in(acme.max)
    more = max_.post(f"{RULES}/new", legal(acme, add="1")).content.decode()
    assert "Step 3" in more
    less = max_.post(f"{RULES}/new", legal(acme, remove="0")).content.decode()
    assert 'value="Legal"' not in less
    assert 'value="Brand"' in less
    assert queries.policy(acme.max).revision == 0


def test_definitions_are_moved_and_deleted(acme: Acme, sign_in: SignIn) -> None:
    max_ = sign_in(acme.max)
    max_.post(f"{RULES}/new", legal(acme))
    max_.post(f"{RULES}/new", legal(acme, name="News", categories="News", revision=1))
    second = queries.policy(acme.max).definitions[1]
    moved = max_.post(f"{RULES}/{second.id}/order", {"do": "up", "revision": 2})
    assert moved.status_code == 302
    assert queries.policy(acme.max).definitions[0] == second
    last = queries.policy(acme.max).definitions[-1]
    refused = max_.post(f"{RULES}/{last.id}/order", {"do": "delete", "revision": 3})
    assert (refused.status_code, b"must match everything" in refused.content) == (422, True)
    max_.post(f"{RULES}/{second.id}/order", {"do": "delete", "revision": 3})
    assert second not in queries.policy(acme.max).definitions


def test_options_are_saved(acme: Acme, sign_in: SignIn) -> None:
    draft(acme.eve)
    form = {
        "revision": 0,
        "carry_over": "1",
        "weekdays": ["0", "1"],
        "time_zone": "Europe/Berlin",
        "holidays": "2026-12-25\n2026-12-26",
        "category-1": "Promotion",
        "owner-1": [acme.ann.id, acme.bob.id],
    }
    max_ = sign_in(acme.max)
    assert max_.post(f"{RULES}/options", form).status_code == 302
    policy = queries.policy(acme.max)
    assert (policy.separation_of_duties, policy.carry_over) == (False, True)
    assert policy.category_owners == {"Promotion": (acme.ann.id, acme.bob.id)}
    assert len(policy.calendar.holidays) == 2
    wrongs: list[dict[str, Any]] = [{"time_zone": "Mars"}, {"holidays": "Christmas"}]
    for wrong in [*wrongs, {"weekdays": []}]:
        refused = max_.post(f"{RULES}/options", form | {"revision": 1} | wrong)
        assert refused.status_code == 422
    assert queries.policy(acme.max) == policy


def test_it_says_what_would_happen(acme: Acme, globex: Globex, sign_in: SignIn) -> None:
    template = draft(acme.eve)
    html = page(sign_in(acme.max), f"{RULES}?template={template.id}")
    assert "this one takes everything" in html
    assert "one of them decides" in html
    assert sign_in(globex.zoe).get(f"{RULES}?template={template.id}").status_code == 404
    assert sign_in(acme.max).get(f"{RULES}?template={'x' * 3000}").status_code == 404


def test_only_who_defines_rules_sees_the_page(acme: Acme, sign_in: SignIn) -> None:
    for actor in (acme.eve, acme.ann, acme.vic):
        client = sign_in(actor)
        assert client.get(RULES).status_code == 403
        assert client.get(f"{RULES}/new").status_code == 403
        assert client.post(f"{RULES}/new", legal(acme)).status_code in {403, 422}
    assert "/settings/approvals" not in page(sign_in(acme.vic), "/")
    assert queries.policy(acme.max).revision == 0


def test_who_is_away_names_somebody(acme: Acme, sign_in: SignIn) -> None:
    now = queries.policy(acme.max)
    honolulu = replace(now, calendar=Calendar(time_zone="Pacific/Honolulu"))
    actions.save_policy(honolulu, actor=acme.max, revision=now.revision)
    ann = sign_in(acme.ann)
    form = {"to": acme.bob.id, "from": "2026-11-01", "until": "2099-01-01"}
    refused = ann.post("/settings/away", form)
    assert refused.status_code == 422
    assert 'value="2099-01-01"' in refused.content.decode()
    form["until"] = "2027-01-31"
    assert ann.post("/settings/away", form).status_code == 302
    [made] = queries.delegations_of(acme.ann)
    html = page(ann, "/settings/away")
    assert "Bob Okafor decides for Ann Boyd" in html
    assert "1 Nov 2026 to 31 Jan 2027" in html
    assert sign_in(acme.bob).post(f"/settings/away/{made.id}/end").status_code == 403
    assert ann.post(f"/settings/away/{made.id}/end").status_code == 302
    assert queries.delegations_of(acme.ann) == ()
    assert ann.post("/settings/away", form | {"from": "soon"}).status_code == 422
    assert sign_in(acme.vic).get("/settings/away").status_code == 403
