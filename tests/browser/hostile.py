"""An organization whose people write nothing but attacks: `python -m tests.browser.hostile`.

It fills the store of `CRAFTIFY_DATA_DIR` and prints, as JSON, the ids of what it made and how many
payloads each field got. Long fields get the whole corpus; short ones take turns, each going on
where it stopped, class by class.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "craftify.settings")
django.setup()

from django.test.utils import override_settings  # noqa: E402 (the applications must be loaded)

from accounts import access, actions  # noqa: E402
from accounts.brand import actions as brand  # noqa: E402
from accounts.domain import Member, Role  # noqa: E402
from accounts.invitations import actions as invitations  # noqa: E402
from accounts.keys import actions as keys  # noqa: E402
from accounts.notifications.actions import tell  # noqa: E402
from accounts.notifications.domain import Kind as Told  # noqa: E402
from accounts.notifications.domain import Notice  # noqa: E402
from accounts.roles import actions as roles  # noqa: E402
from accounts.security_events import keeping  # noqa: E402, F401 (named in the settings)
from accounts.signin import actions as signin  # noqa: E402
from accounts.teams import actions as teams  # noqa: E402
from accounts.webhooks import actions as webhooks  # noqa: E402
from accounts.webhooks import store as deliveries  # noqa: E402
from accounts.webhooks.domain import Attempt, Delivery, DeliveryState  # noqa: E402
from approvals import actions as approvals  # noqa: E402
from approvals.comments import actions as comments  # noqa: E402
from approvals.comments import files  # noqa: E402
from approvals.comments.domain import Anchor, Spot  # noqa: E402
from approvals.domain import DecisionKind  # noqa: E402
from approvals.domain.policy import Definition, People, Policy, StepDefinition  # noqa: E402
from craftify import clock, outbox  # noqa: E402
from craftify.dynamo.table import create_tables  # noqa: E402
from craftify.dynamo.transact import Write  # noqa: E402
from craftify.origin import Origin, origin  # noqa: E402
from craftify.outbox import Entry, Undeliverable  # noqa: E402
from craftify.security.events import Kind, recorder, security_event  # noqa: E402
from templates_app import access as seen  # noqa: E402
from templates_app import actions as templates  # noqa: E402
from templates_app.documents import document_of  # noqa: E402
from templates_app.preview import compiler  # noqa: E402
from templates_app.rendering.formats import Format  # noqa: E402
from tests.attacks.xss import CLASSES, Payload, payloads  # noqa: E402

PASSWORD = "correct-horse-battery"
EVERY = payloads()
LIQUID = tuple(one for one in EVERY if "{{" in one.text or "{%" in one.text)
PLAIN = tuple(one for one in EVERY if one not in LIQUID)


class Planted:
    """What each field got so far."""

    def __init__(self) -> None:
        self.numbers: dict[str, list[int]] = defaultdict(list)
        self._turn: Counter[str] = Counter()

    def take(self, field: str, limit: int, *, space: str = " ") -> str:
        """The next payloads that fit into so many characters together, at least one."""
        text = ""
        for _ in range(len(EVERY)):
            one = self._next(field)
            longer = f"{text} {one.text}" if text else one.text
            if not one.text.isprintable() or len(longer) > limit:
                if text:
                    self._turn[field] -= 1
                    break
                continue
            text = longer.replace(" ", space)
            self.numbers[field].append(one.number)
        return text

    def all_of(self, field: str, some: tuple[Payload, ...], limit: int) -> Iterator[str]:
        """Texts of so many characters that hold all of them, one a line."""
        text = ""
        for one in some:
            self.numbers[field].append(one.number)
            if len(text) + len(one.text) >= limit:
                yield text
                text = ""
            text += f"{one.text}\n"
        yield text

    def _next(self, field: str) -> Payload:
        # By class in turn, so that few payloads are of many classes.
        kinds = list(CLASSES)
        place = self._turn[field]
        self._turn[field] += 1
        of_kind = [one for one in EVERY if one.kind == kinds[place % len(kinds)]]
        return of_kind[place // len(kinds) % len(of_kind)]


planted = Planted()
take = planted.take


def refuse(entry: Entry) -> None:
    """A handler of the outbox that gives up with words of somebody else's."""
    raise Undeliverable(take("reason of the undelivered", 400))


def give_up(organization_id: str) -> None:
    """Entries that could not be delivered."""
    with override_settings(OUTBOX_HANDLERS={"event": ["tests.browser.hostile.refuse"]}):
        write = Write(unrecorded="a test has nothing to record")
        for number in range(5):
            outbox.publish(write, organization_id, "templateSaved", about=f"tpl_{number}")
        write.commit()
        outbox.deliver_pending(organization_id)


def people(organization_id: str) -> tuple[Member, Member, list[Member]]:
    """An administrator to look, another to attack, and many more."""

    def join(email: str, role: Role) -> Member:
        user = actions.create_user(
            email=email,
            first_name=take("first name", 60),
            last_name=take("last name", 60),
            password=PASSWORD,
        )
        actions.add_member(organization_id, user.id, role=role)
        return access.member(organization_id, user.id)

    ada, mallory = join("ada@acme.example", Role.ADMIN), join("eve@acme.example", Role.ADMIN)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        crowd = [join(f"p{number}@acme.example", Role.APPROVER) for number in range(24)]
    return ada, mallory, crowd


def settings_pages(ada: Member, mallory: Member, crowd: list[Member]) -> dict[str, str]:
    """Teams, roles, invitations, webhooks, rules, the brand, sessions, security events."""
    for _ in range(16):
        team = teams.create(take("team", 80), actor=mallory)
    teams.put_in(team.id, crowd[0].id, actor=mallory)
    for _ in range(14):
        role = roles.create(take("role", 40), ("templates.view",), actor=mallory)
    for number in range(14):
        word = take("invited address", 60, space="/").replace('"', "'").replace("\\", "/")
        invitations.invite(f'"{word}"@x{number}.example', Role.VIEWER, actor=mallory)
    hook = ""
    for _ in range(14):
        words = take("address of a webhook", 400, space="+").replace("#", "%23").replace("\\", "/")
        hook = webhooks.create(
            actor=mallory,
            url=f"https://hooks.example/?{words.encode('ascii', 'ignore').decode()}",
            events=("approvalDecided",),
            description=take("description of a webhook", 200),
        ).id
    call = Attempt(
        at=clock.now(),
        milliseconds=5,
        status=500,
        problem=take("problem of a call", 900),
        excerpt=take("answer of a receiver", 900),
        by=take("who asked for a call", 200),
    )
    deliveries.add_delivery_once(
        Delivery(
            id="evt_1",
            organization_id=ada.organization_id,
            webhook_id=hook,
            type="approvalDecided",
            request_id="",
            body=json.dumps({"a": list(planted.all_of("body of a delivery", EVERY, 2_000))}),
            state=DeliveryState.GIVEN_UP,
            attempts=(call,),
            attempt_count=1,
            created_at=clock.now(),
        )
    )
    seats = StepDefinition(name="x", approvers=People(roles=(Role.APPROVER, Role.ADMIN)))
    rules = [
        Definition(
            id=f"def_{number}",
            name=take("definition", 80),
            steps=(StepDefinition(name=take("step", 80), approvers=seats.approvers),),
        )
        for number in range(1)
    ]
    approvals.save_policy(
        Policy(organization_id=ada.organization_id, definitions=tuple(rules)),
        actor=mallory,
        revision=0,
    )
    for _ in range(14):
        origin.set(Origin("hostile-request", "192.0.2.66", take("user agent", 290)))
        signin.begin_family(ada)
        security_event(
            Kind.PATTERN_FOUND,
            organization_id=ada.organization_id,
            user_id=mallory.id,
            about=take("subject of a security event", 200),
            details={take("name of a detail", 60): take("detail of a security event", 200)},
        )
    origin.set(Origin())
    recorder.flush()
    for number in range(6):  # each takes a look at a password
        keys.create(
            actor=(ada, mallory)[number % 2],
            password=PASSWORD,
            name=take("name of an API key", 60),
            scopes=("templates.view",),
            days=30,
        )
    approvals.delegate_seats(
        actor=crowd[0],
        to=crowd[1].id,
        starts_at=clock.now(),
        ends_at=clock.now() + timedelta(days=2),
    )
    return {"team_id": team.id, "role_id": role.role.id, "webhook_id": hook, "delivery_id": "evt_1"}


def sample() -> dict[str, Any]:
    """Sample data: every payload as a value, and some as names."""
    planted.numbers["value of sample data"] = [one.number for one in EVERY]
    named = {take("name of sample data", 80): "x" for _ in range(20)}
    return {"p": {f"k{one.number}": one.text for one in EVERY}, "deep": {"er": named}, **named}


def mjml(inside: str) -> str:
    """An email with something in its column."""
    column = f"<mj-section><mj-column>{inside}</mj-column></mj-section>"
    title = f"<mj-head><mj-title>{take('title', 200)}</mj-title></mj-head>"
    return f"<mjml>{title}<mj-body>{column}</mj-body></mjml>"


def drafts(mallory: Member) -> str:
    """Drafts in both languages, with Liquid of all kinds; the id of one."""
    made = ""
    for number, chunk in enumerate(planted.all_of("source in Liquid", LIQUID, 250)):
        is_mjml = number % 2
        made = templates.create_template(
            actor=mallory,
            name=take("template", 120),
            description=take("description", 2_000),
            subject=take("subject", 255),
            preheader=take("preheader", 255),
            category=take("category", 60),
            tags=[take("tag", 40) for _ in range(5)],
            source=mjml(f"<mj-text>{chunk}") if is_mjml else f"<!doctype html><body>{chunk}",
            format=Format.MJML if is_mjml else Format.HTML,
            sample=sample() if number < 2 else None,
        ).id
    for number, chunk in enumerate(planted.all_of("source in MJML", EVERY, 9_000)):
        place = ("mj-text", "mj-raw")[number % 2]
        templates.create_template(
            actor=mallory,
            name=take("template", 120),
            subject=take("subject", 255),
            source=mjml(f"<{place}>{chunk}</{place}>"),
            format=Format.MJML,
        )
    return made


def review(ada: Member, mallory: Member, crowd: list[Member]) -> dict[str, str]:
    """An email with everything that compiles, in review, with everything said about it."""
    (body,) = planted.all_of("source in HTML", PLAIN, 10**6)
    values = "".join(
        f'<p title="{{{{ p.k{one.number} }}}}"><a href="{{{{ p.k{one.number} }}}}">'
        f"{{{{ p.k{one.number} }}}}</a></p>\n"
        for one in EVERY
    )
    template = templates.create_template(
        actor=mallory,
        name=take("template", 120),
        subject="Hello {{ p.k1 }} {{ p.k30 }}",
        preheader="{{ p.k2 }} {{ p.k300 }}",
        source=f"<!doctype html><html><head><title>t</title></head><body>{values}{body}",
        format=Format.HTML,
        sample=sample(),
    )
    found = approvals.submit(template.id, actor=mallory, note=take("note", 3_900))
    version = seen.version(mallory, template.id, found.version)
    blocks = list(document_of(version).by_id)
    said = list(planted.all_of("comment", EVERY, 3_900))
    thread = None
    for number, words in enumerate(said):
        attached = tuple(
            files.upload(
                found.id,
                actor=mallory,
                filename=take("file name", 110, space="_").replace("/", "∕") + ending,
                data=f"<svg xmlns='http://www.w3.org/2000/svg'>{EVERY[22].text}</svg>".encode(),
            ).id
            for ending in (".svg", ".html", ".txt")
        )
        quote = take("quote", 900)
        anchor = Anchor(spot=Spot.TEXT, block_id=blocks[-number], quote=quote)
        thread = comments.start(
            found.id,
            actor=mallory,
            words=words,
            anchor=anchor if number else None,
            attachments=attached,
        )
        last = attached[0]
    assert thread
    comments.reply(found.id, thread.id, actor=crowd[0], words=said[0])
    approvals.request_override(
        found.id, actor=mallory, reason=take("reason", 3_900), digest=found.digest
    )
    other = templates.duplicate_template(template.id, actor=mallory)
    closed = approvals.submit(other.id, actor=mallory)
    comment = take("comment of a decision", 3_900)
    approvals.decide(closed.id, actor=crowd[2], kind=DecisionKind.REQUEST_CHANGES, comment=comment)
    return {
        "template_id": template.id,
        "workflow_id": found.id,
        "closed_id": closed.id,
        "file_id": last,
    }


def main() -> None:
    """Fill the store, and say what is in it."""
    create_tables()
    organization = actions.create_organization(name=take("organization", 120))
    give_up(organization.id)
    ada, mallory, crowd = people(organization.id)
    found = settings_pages(ada, mallory, crowd)
    found["draft_id"] = drafts(mallory)
    found |= review(ada, mallory, crowd)
    for number in range(14):
        notice = Notice(
            Told.COMMENT,
            take("sentence of a notification", 300),
            "/approvals",
            f"apr_{number}",
            take("quote of a notification", 900),
            mallory.id,
            take("name in a notification", 120),
        )
        entry = Entry(
            id=f"evt_hostile{number}",
            organization_id=organization.id,
            type="commentAdded",
            at=clock.stamp(clock.now()),
            data={},
        )
        tell(entry, ada.id, notice)
    brand.save(
        actor=mallory,
        revision=0,
        colors=[(take("name of a colour", 40), f"#aa00{number:02}") for number in range(14)],
        fonts=[(take("name of a font", 40), "Georgia, serif", "") for _ in range(7)],
        postal_address=take("postal address", 300),
    )
    found["user_id"], found["mallory_id"] = mallory.id, mallory.id
    print(json.dumps({"ids": found, "fields": planted.numbers}))
    compiler().close()


if __name__ == "__main__":
    main()
