"""Every action there is writes its events: one for each thing that it changes, no more and no less.

The actions are found, not listed: what is public in a module or package `actions`. One that has no
act here fails the test, so does one that records nothing, or something else than is written here.
"""

import importlib
import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import actions as accounts
from accounts.domain import Member, Organization, Role, Theme
from accounts.notifications import actions as notifications
from accounts.notifications.domain import Rhythm
from accounts.undelivered import actions as undelivered
from accounts.undelivered import queries as what_was_given_up
from accounts.webhooks import actions as webhooks
from accounts.webhooks import store as webhook_store
from accounts.webhooks.domain import DISABLED_AFTER, Delivery, DeliveryState
from accounts.webhooks.models import WebhookItem
from approvals import actions as approvals
from approvals.comments import actions as comments
from approvals.comments.domain import REACTIONS, Thread
from approvals.domain import DecisionKind, Workflow
from approvals.domain.delegation import Delegation
from craftify import clock, history
from craftify.config import BASE_DIR
from craftify.history import PLATFORM
from templates_app import actions as templates
from templates_app.actions.bulk import Bulk
from templates_app.destinations import Destination
from templates_app.domain import Changes
from templates_app.exports import ExportFormat
from tests.accounts.notifications.telling import told
from tests.accounts.signin.test_passwords import mailbox
from tests.accounts.undelivered.test_undelivered import given_up
from tests.approvals.letters import draft, submitted
from tests.approvals.test_push import ses  # noqa: F401 (a fixture)
from tests.approvals.test_seats import becomes, rules, step, timed
from tests.architecture import acts_of_people
from tests.architecture.acts_of_people import Desk
from tests.cast import PASSWORD, Acme

__all__ = ["mailbox"]

APPLICATIONS = ("accounts", "templates_app", "approvals")
# Public beside actions, and why it needs no event of its own.
NO_ACTION = {
    "accounts.notifications.actions.tell": "it tells of an event that is on record",
    "approvals.actions.render": "it changes nothing",
}
Act = Callable[[], object]


class Stage:
    """Acme, and what an act needs before it."""

    def __init__(self, acme: Acme) -> None:
        self.acme = acme
        self.id = acme.id
        self.other = accounts.create_organization(name="Globex").id

    def template(self) -> str:
        return draft(self.acme.eve).id

    def archived(self) -> str:
        return templates.archive_template(self.template(), actor=self.acme.eve).id

    def deleted(self) -> str:
        made = self.template()
        templates.delete_template(made, actor=self.acme.eve)
        return made

    def review(self) -> Workflow:
        return submitted(self.acme.eve)

    def approved(self) -> str:
        review = self.review()
        approvals.decide(review.id, actor=self.acme.ann, kind=DecisionKind.APPROVE)
        return review.template_id

    def thread(self) -> tuple[str, Thread]:
        review = self.review()
        return review.id, comments.start(review.id, actor=self.acme.ann, words="Why?")

    def resolved(self) -> tuple[str, str]:
        review, thread = self.thread()
        comments.resolve(review, thread.id, actor=self.acme.ann)
        return review, thread.id

    def webhook(self) -> str:
        events = ("approvalDecided",)
        return webhooks.create(actor=self.acme.ada, url="https://hooks.example/x", events=events).id

    def hopeless(self) -> str:
        """A webhook that failed for too long."""
        since = clock.stamp(clock.now() - DISABLED_AFTER)
        item = WebhookItem(self.id, self.webhook())
        item.update([WebhookItem.failing_since.set(since)])
        return item.id

    def delivery(self) -> tuple[str, str]:
        webhook = self.webhook()
        made = Delivery(
            id="evt_1",
            organization_id=self.id,
            webhook_id=webhook,
            type="approvalDecided",
            request_id="",
            body="{}",
            state=DeliveryState.GIVEN_UP,
            created_at=clock.now(),
        )
        webhook_store.add_delivery_once(made)
        return webhook, made.id

    def away(self) -> Callable[[], Delegation]:
        now = clock.now()
        return partial(
            approvals.delegate_seats,
            actor=self.acme.ann,
            to=self.acme.bob.id,
            starts_at=now,
            ends_at=now + timedelta(days=1),
        )

    def asked_for(self, review: Workflow) -> Callable[[], Workflow]:
        return partial(
            approvals.request_override,
            review.id,
            actor=self.acme.ada,
            reason="It burns.",
            digest=review.digest,
        )

    def review_of_ann(self) -> Workflow:
        rules(self.acme, step("Legal", self.acme.ann))
        return self.review()

    def comment(self) -> tuple[str, str, str]:
        review, thread = self.thread()
        return review, thread.id, thread.comments[0].id

    def given_up(self) -> tuple[str, str]:
        given_up(self.id, 1)
        one = what_was_given_up.undelivered(self.acme.ada).items[0]
        return one.lane, one.id

    def both(self) -> Member:
        """A member of the other organization too."""
        accounts.add_member(self.other, self.acme.eve.id, role=Role.VIEWER)
        return self.acme.eve

    def page(self, member: Member) -> Client:
        """Signed in as the member."""
        client = Client()
        client.post("/sign-in", {"email": member.user.email, "password": PASSWORD})
        return client

    def told(self) -> Member:
        """Somebody with something to read."""
        told(self.acme.eve)
        return self.acme.eve

    def settled(self) -> Act:
        one = told(self.acme.eve)
        return partial(notifications.settle, self.id, [self.acme.eve.id], one.notice.about)


ACTS: dict[str, Callable[[Stage], Act]] = {
    "accounts.actions.create_organization": lambda s: partial(
        accounts.create_organization, name=f"Sister of {s.id}"
    ),
    "accounts.actions.create_user": lambda s: partial(
        accounts.create_user,
        email=f"new@{s.id}.example",
        first_name="N",
        last_name="U",
        password=PASSWORD,
    ),
    "accounts.actions.add_member": lambda s: partial(
        accounts.add_member, s.other, s.acme.vic.id, role=Role.VIEWER
    ),
    "accounts.actions.authenticate": lambda s: partial(
        accounts.authenticate, email=s.acme.eve.user.email, password=PASSWORD
    ),
    "accounts.actions.sign_in": lambda s: partial(s.page, s.acme.eve),
    "accounts.actions.sign_out": lambda s: partial(s.page(s.acme.eve).post, "/sign-out"),
    "accounts.actions.switch_organization": lambda s: partial(
        s.page(s.both()).post, "/switch-organization", {"organization": s.other}
    ),
    "accounts.actions.change_profile": lambda s: partial(
        accounts.change_profile, theme=Theme.DARK, actor=s.acme.eve
    ),
    "accounts.notifications.actions.settle": Stage.settled,
    "accounts.notifications.actions.mark": lambda s: partial(
        notifications.mark, told(s.acme.eve).id, actor=s.acme.eve
    ),
    "accounts.notifications.actions.mark_all": lambda s: partial(
        notifications.mark_all, actor=s.told()
    ),
    "accounts.notifications.actions.choose": lambda s: partial(
        notifications.choose, actor=s.acme.eve, rhythm=Rhythm.WEEKLY
    ),
    "accounts.undelivered.actions.replay": lambda s: partial(
        undelivered.replay, *s.given_up(), actor=s.acme.ada
    ),
    "accounts.undelivered.actions.replay_all": lambda s: (
        s.given_up() and partial(undelivered.replay_all, actor=s.acme.ada)
    ),
    "accounts.webhooks.actions.change": lambda s: partial(
        webhooks.change, s.webhook(), actor=s.acme.ada, description="Sales"
    ),
    "accounts.webhooks.actions.create": lambda s: s.webhook,
    "accounts.webhooks.actions.delete": lambda s: partial(
        webhooks.delete, s.webhook(), actor=s.acme.ada
    ),
    "accounts.webhooks.actions.disable": lambda s: partial(webhooks.disable, s.id, s.hopeless()),
    "accounts.webhooks.actions.replay": lambda s: partial(
        webhooks.replay, *s.delivery(), actor=s.acme.ada
    ),
    "accounts.webhooks.actions.rotate_secret": lambda s: partial(
        webhooks.rotate_secret, s.webhook(), actor=s.acme.ada
    ),
    "accounts.webhooks.actions.test": lambda s: partial(
        webhooks.test, s.webhook(), actor=s.acme.ada
    ),
    "templates_app.actions.archive_template": lambda s: partial(
        templates.archive_template, s.template(), actor=s.acme.eve
    ),
    "templates_app.actions.change_many": lambda s: partial(
        templates.change_many, [s.template()], actor=s.acme.eve, act=Bulk.TAG, tags=["sale"]
    ),
    "templates_app.actions.create_template": lambda s: s.template,
    "templates_app.actions.delete_template": lambda s: partial(
        templates.delete_template, s.template(), actor=s.acme.eve
    ),
    "templates_app.actions.duplicate_template": lambda s: partial(
        templates.duplicate_template, s.template(), actor=s.acme.eve
    ),
    "templates_app.actions.restore_template": lambda s: partial(
        templates.restore_template, s.deleted(), actor=s.acme.eve
    ),
    "templates_app.actions.save_template": lambda s: partial(
        templates.save_template,
        s.template(),
        actor=s.acme.eve,
        revision=None,
        changes=Changes(name="Summer"),
    ),
    "templates_app.actions.unarchive_template": lambda s: partial(
        templates.unarchive_template, s.archived(), actor=s.acme.eve
    ),
    "approvals.actions.confirm_override": lambda s: partial(
        approvals.confirm_override,
        (review := s.asked_for(s.review())()).id,
        actor=becomes(s.acme.bob, Role.ADMIN),
        digest=review.digest,
    ),
    "approvals.actions.decide": lambda s: partial(
        approvals.decide, s.review().id, actor=s.acme.ann, kind=DecisionKind.APPROVE
    ),
    "approvals.actions.delegate": lambda s: partial(
        approvals.delegate, s.review_of_ann().id, actor=s.acme.ann, to=s.acme.ada.id
    ),
    "approvals.actions.delegate_seats": Stage.away,
    "approvals.actions.end_delegation": lambda s: partial(
        approvals.end_delegation, s.away()().id, actor=s.acme.ann
    ),
    "approvals.actions.escalate": lambda s: partial(
        approvals.escalate, timed(s.acme).id, actor=s.acme.eve
    ),
    "approvals.actions.push": lambda s: partial(
        approvals.push, s.approved(), actor=s.acme.eve, destination=Destination.SES
    ),
    "approvals.actions.reassign": lambda s: partial(
        approvals.reassign,
        s.review_of_ann().id,
        actor=s.acme.max,
        seat=s.acme.ann.id,
        to=s.acme.ada.id,
    ),
    "approvals.actions.release": lambda s: partial(
        approvals.release, s.approved(), actor=s.acme.eve, format=ExportFormat.HTML
    ),
    "approvals.actions.request_override": lambda s: s.asked_for(s.review()),
    "approvals.actions.save_policy": lambda s: partial(rules, s.acme, step("Legal", s.acme.ann)),
    "approvals.actions.submit": lambda s: partial(approvals.submit, s.template(), actor=s.acme.eve),
    "approvals.actions.withdraw": lambda s: partial(
        approvals.withdraw, s.review().id, actor=s.acme.eve
    ),
    "approvals.comments.actions.delete": lambda s: partial(
        comments.delete, *s.comment(), actor=s.acme.ann
    ),
    "approvals.comments.actions.edit": lambda s: partial(
        comments.edit, *s.comment(), actor=s.acme.ann, words="Why not?"
    ),
    "approvals.comments.actions.keep": lambda s: partial(
        comments.keep, s.review(), actor=s.acme.ann, words="Too late"
    ),
    "approvals.comments.actions.mark": lambda s: partial(
        comments.mark, *s.comment()[:2], actor=s.acme.ann, blocking=True
    ),
    "approvals.comments.actions.react": lambda s: partial(
        comments.react, *s.comment(), actor=s.acme.eve, reaction=REACTIONS[0]
    ),
    "approvals.comments.actions.reopen": lambda s: partial(
        comments.reopen, *s.resolved(), actor=s.acme.ann
    ),
    "approvals.comments.actions.reply": lambda s: partial(
        comments.reply, *s.comment()[:2], actor=s.acme.eve, words="Because."
    ),
    "approvals.comments.actions.resolve": lambda s: partial(
        comments.resolve, *s.comment()[:2], actor=s.acme.ann
    ),
    "approvals.comments.actions.start": lambda s: partial(
        comments.start, s.review().id, actor=s.acme.ann, words="Why?"
    ),
}
# What changes more than one thing writes one event for each: a review holds its template,
# and a thread that blocks holds its review.
SEVERAL = {
    "approvals.actions.confirm_override": 2,
    "approvals.actions.decide": 2,
    "approvals.actions.submit": 2,
    "approvals.actions.withdraw": 2,
    "approvals.comments.actions.mark": 2,
}


def actions() -> set[str]:
    """The names of all public actions of the applications."""
    found = set()
    for app in APPLICATIONS:
        for path in (BASE_DIR / app).rglob("actions*"):
            if path.name == "actions.py" or (path / "__init__.py").is_file():
                name = ".".join(path.relative_to(BASE_DIR).with_suffix("").parts)
                found |= {f"{name}.{one}" for one in public(importlib.import_module(name))}
    return found


def public(module: ModuleType) -> set[str]:
    """What a package offers in `__all__`; of a module its own functions without underscore."""
    offered = getattr(module, "__all__", None)
    return {
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and (name in offered if offered else value.__module__ == module.__name__)
        and not name.startswith("_")
    }


def test_there_is_an_act_for_every_action() -> None:
    known = ACTS.keys() | NO_ACTION.keys()
    assert actions() == known | acts_of_people.ACTS.keys() | acts_of_people.NO_ACTION.keys()


def ends(places: set[str]) -> dict[tuple[str, str], int]:
    """How many events each chain of these organizations has."""
    return {(place, one.resource): one.seq for place in places for one in history.heads(place)}


@pytest.mark.network
@pytest.mark.parametrize("name", ACTS)
@pytest.mark.usefixtures("ses")
def test_it_writes_one_event_for_each_thing_that_it_changes(
    acme: Acme, settings: Settings, name: str
) -> None:
    hear = "tests.accounts.undelivered.test_undelivered.hear"
    settings.OUTBOX_HANDLERS = {**settings.OUTBOX_HANDLERS, "event": [hear]}
    stage = Stage(acme)
    act = ACTS[name](stage)
    assert added_by(act, {acme.id, stage.other, PLATFORM}) == [1] * SEVERAL.get(name, 1)


@pytest.mark.parametrize("name", acts_of_people.ACTS)
def test_so_does_what_is_done_about_people(acme: Acme, mailbox: Path, name: str) -> None:
    act = acts_of_people.ACTS[name](Desk(acme, mailbox))
    assert added_by(act, {acme.id, PLATFORM}) == [1]


def added_by(act: Act, places: set[str]) -> list[int]:
    """How many events an act added to each chain that it added to."""
    before = ends(places)
    done = act()
    if isinstance(done, Organization):
        places = {*places, done.id}
    return [
        count - before.get(chain, 0)
        for chain, count in ends(places).items()
        if count != before.get(chain, 0)
    ]


def test_events_say_what_was_and_what_is(acme: Acme) -> None:
    made = draft(acme.eve)
    templates.save_template(
        made.id, actor=acme.eve, revision=None, changes=Changes(name="Summer", tags=("sale",))
    )
    review = approvals.submit(made.id, actor=acme.eve)
    approvals.decide(review.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    saved, submitted_, approved = [
        event.change for event, _ in history.events(acme.id, made.id) if event.seq > 1
    ]
    assert saved["before"] == {"name": made.name, "tags": []}
    assert saved["after"] == {"name": "Summer", "tags": ["sale"]}
    assert submitted_["after"] == {"status": "in_review"}
    assert (approved["before"], approved["after"]) == (
        {"status": "in_review"},
        {"status": "approved"},
    )
    created, decided = [event.change for event, _ in history.events(acme.id, review.id)]
    assert created["after"]["status"] == "pending"
    assert acme.ann.id in created["after"]["asked"]
    assert decided["before"]["status"] == "pending"
    assert decided["after"] == {"status": "approved", "decisions": 1, "asked": []}
