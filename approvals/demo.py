"""The demo organizations of a development store: people, starter emails, a few reviews."""

from dataclasses import dataclass

from accounts import access, actions, store
from accounts.domain import Member, Role
from approvals.actions import decide, submit
from approvals.domain import DecisionKind
from craftify.dynamo import unique
from craftify.dynamo.transact import Write
from craftify.errors import Conflict
from templates_app.actions import create_template
from templates_app.queries import library
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters

PASSWORD = "craftify-demo"  # noqa: S105 (printed by `make run`, development only)


@dataclass(frozen=True, slots=True)
class Person:
    """One account of the demo."""

    first_name: str
    last_name: str
    email: str
    role: Role


ACME = (
    Person("Ada", "Lovell", "ada@acme.example", Role.ADMIN),
    Person("Max", "Brandt", "max@acme.example", Role.MANAGER),
    Person("Eve", "Moreau", "eve@acme.example", Role.EDITOR),
    Person("Ann", "Boyd", "ann@acme.example", Role.APPROVER),
    Person("Bob", "Okafor", "bob@acme.example", Role.APPROVER),
    Person("Vic", "Tan", "vic@acme.example", Role.VIEWER),
)
GLOBEX = (Person("Zoe", "Lund", "zoe@globex.example", Role.ADMIN),)

# What the reviews of the demo have come to; the other starters stay drafts.
APPROVED = {"welcome": "Warm and clear. The button says what happens."}
CHANGES_REQUESTED = {"event": "The date stands in the text only. Put it into the subject too."}
IN_REVIEW = {"sale": "Goes out on Thursday at nine. Legal has seen the small print."}


def is_complete() -> bool:
    """Whether the demo was filled in to its end."""
    return unique.owner_of("demo", "complete") is not None


def seed() -> None:
    """Fill the store with the demo; what an interrupted run left is taken up, not repeated."""
    acme = _organization("Acme Mail", ACME)
    _organization("Globex", GLOBEX)
    _templates(editor=acme["eve@acme.example"], approver=acme["ann@acme.example"])
    write = Write(unrecorded="only a mark: what was filled in is on record")
    unique.claim(write, "demo", "complete", "demo", Conflict("The demo is complete already."))
    write.commit()


def _organization(name: str, people: tuple[Person, ...]) -> dict[str, Member]:
    known = {person.email: store.user_id_of(person.email) for person in people}
    homes = [one for user_id in known.values() if user_id for one in store.memberships_of(user_id)]
    organization_id = homes[0].organization_id if homes else _found(name)
    return {person.email: _join(organization_id, person, known[person.email]) for person in people}


def _found(name: str) -> str:
    return actions.create_organization(name=name).id


def _join(organization_id: str, person: Person, user_id: str | None) -> Member:
    if not user_id:
        user_id = actions.create_user(
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
            password=PASSWORD,
        ).id
    if not store.role_of(organization_id, user_id):
        actions.add_member(organization_id, user_id, role=person.role)
    return access.member(organization_id, user_id)


def _templates(*, editor: Member, approver: Member) -> None:
    present = {card.name for card in library(editor, limit=100).items}
    for starter in reversed(all_starters()):
        if starter.name in present:
            continue
        template = create_template(
            actor=editor,
            name=starter.name,
            description=starter.description,
            source=starter.source,
            format=Format.MJML,
            subject=starter.subject,
            preheader=starter.preheader,
            category=starter.category,
            tags=starter.tags,
            sample=starter.sample,
        )
        if starter.slug in IN_REVIEW:
            submit(template.id, actor=editor, note=IN_REVIEW[starter.slug])
        elif starter.slug in APPROVED:
            workflow = submit(template.id, actor=editor)
            comment = APPROVED[starter.slug]
            decide(workflow.id, actor=approver, kind=DecisionKind.APPROVE, comment=comment)
        elif starter.slug in CHANGES_REQUESTED:
            workflow = submit(template.id, actor=editor)
            comment = CHANGES_REQUESTED[starter.slug]
            decide(workflow.id, actor=approver, kind=DecisionKind.REQUEST_CHANGES, comment=comment)
