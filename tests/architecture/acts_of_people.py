"""Acts about people and signing in, for `test_events`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from accounts import actions as accounts
from accounts.brand import actions as brand
from accounts.domain import Member, Role, Team
from accounts.invitations import actions as invitations
from accounts.invitations.domain import Invitation
from accounts.keys import actions as keys
from accounts.keys.domain import Key
from accounts.organizations import actions as organizations
from accounts.people import actions as people
from accounts.roles import actions as roles
from accounts.signin import actions as signin
from accounts.signin import queries
from accounts.teams import actions as teams
from tests.accounts.invitations.test_invitations import IVY, address, invited
from tests.accounts.organizations.test_founding import signed_up
from tests.accounts.signin.test_email import fresh, link_to
from tests.accounts.signin.test_passwords import NEW, asked, change
from tests.accounts.signin.test_second_factor import code_in, first_step, later
from tests.accounts.signin.test_sessions import browser
from tests.cast import PASSWORD, Acme

Act = Callable[[], object]
READS = ("templates.view",)


class Desk:
    """Acme, the folder that letters arrive in, and what an act needs before it."""

    def __init__(self, acme: Acme, mailbox: Path) -> None:
        self.acme, self.ada, self.eve = acme, acme.ada, acme.eve
        self.mailbox = mailbox

    def invitation(self) -> Invitation:
        return invitations.invite(address(self.acme), Role.EDITOR, actor=self.ada)

    def suspended(self) -> Member:
        people.suspend(self.acme.vic.id, actor=self.ada)
        return self.acme.vic

    def role(self) -> str:
        return roles.create("Auditor", READS, actor=self.ada).role.id

    def key(self) -> Key:
        made, _ = keys.create(
            actor=self.eve, password=PASSWORD, name="Export", scopes=READS, days=1
        )
        return made

    def team(self) -> Team:
        return teams.create("Growth", actor=self.ada)

    def filled(self) -> Team:
        return teams.put_in(self.team().id, self.eve.id, actor=self.ada)

    def begun(self) -> bytes:
        return signin.begin_factor(password=PASSWORD, actor=self.eve)

    def factor(self) -> bytes:
        """Eve's authenticator, which is demanded."""
        accounts.authenticate(email=self.eve.user.email, password=PASSWORD)
        secret = self.begun()
        signin.confirm_factor(code=code_in(secret), actor=self.eve)
        later(self.eve)
        return secret

    def second_step(self) -> Act:
        secret = self.factor()
        client = first_step(self.eve)
        return partial(client.post, "/sign-in/code", {"code": code_in(secret)})

    def session(self) -> str:
        browser(self.eve)
        return queries.my_sessions(self.eve)[0].id

    def new_address(self) -> str:
        """The secret of the link to it."""
        email = fresh(self.acme)
        signin.ask_for_email(email=email, password=PASSWORD, actor=self.eve)
        return link_to(email, self.mailbox)


def after(_: object, act: Act) -> Act:
    """The act, once something else was made."""
    return act


ACTS: dict[str, Callable[[Desk], Act]] = {
    "accounts.organizations.actions.change": lambda d: partial(
        organizations.change, name="Acme Letters", actor=d.ada
    ),
    "accounts.organizations.actions.found": lambda d: partial(
        organizations.found, signed_up(d.mailbox), password=NEW, first_name="Ivy"
    ),
    "accounts.keys.actions.create": lambda d: d.key,
    "accounts.keys.actions.revoke": lambda d: partial(keys.revoke, d.key().id, actor=d.eve),
    "accounts.brand.actions.save": lambda d: partial(
        brand.save,
        actor=d.ada,
        revision=0,
        colors=[("Pine", "#0a7c86")],
        fonts=[],
        postal_address="",
    ),
    "accounts.actions.sign_in_with_code": Desk.second_step,
    "accounts.invitations.actions.accept": lambda d: partial(
        invitations.accept, invited(d.acme, d.mailbox), **IVY
    ),
    "accounts.invitations.actions.invite": lambda d: d.invitation,
    "accounts.invitations.actions.resend": lambda d: partial(
        invitations.resend, d.invitation().id, actor=d.ada
    ),
    "accounts.invitations.actions.revoke": lambda d: partial(
        invitations.revoke, d.invitation().id, actor=d.ada
    ),
    "accounts.people.actions.change_role": lambda d: partial(
        people.change_role, d.acme.vic.id, Role.EDITOR, actor=d.ada
    ),
    "accounts.people.actions.reactivate": lambda d: partial(
        people.reactivate, d.suspended().id, actor=d.ada
    ),
    "accounts.people.actions.remove": lambda d: partial(people.remove, d.acme.vic.id, actor=d.ada),
    "accounts.people.actions.suspend": lambda d: partial(
        people.suspend, d.acme.vic.id, actor=d.ada
    ),
    "accounts.roles.actions.change": lambda d: partial(
        roles.change, d.role(), actor=d.ada, permissions=("audit.view",)
    ),
    "accounts.roles.actions.create": lambda d: d.role,
    "accounts.roles.actions.delete": lambda d: partial(roles.delete, d.role(), actor=d.ada),
    "accounts.teams.actions.create": lambda d: d.team,
    "accounts.teams.actions.delete": lambda d: partial(teams.delete, d.team().id, actor=d.ada),
    "accounts.teams.actions.put_in": lambda d: partial(
        teams.put_in, d.team().id, d.eve.id, actor=d.ada
    ),
    "accounts.teams.actions.rename": lambda d: partial(
        teams.rename, d.team().id, "Growth and care", actor=d.ada
    ),
    "accounts.teams.actions.take_out": lambda d: partial(
        teams.take_out, d.filled().id, d.eve.id, actor=d.ada
    ),
    "accounts.signin.actions.ask_for_email": lambda d: partial(
        signin.ask_for_email, email=fresh(d.acme), password=PASSWORD, actor=d.eve
    ),
    "accounts.signin.actions.begin_factor": lambda d: d.begun,
    "accounts.signin.actions.change_password": lambda d: partial(change, browser(d.eve)),
    "accounts.signin.actions.confirm_email": lambda d: partial(
        signin.confirm_email, secret=d.new_address()
    ),
    "accounts.signin.actions.confirm_factor": lambda d: partial(
        signin.confirm_factor, code=code_in(d.begun()), actor=d.eve
    ),
    "accounts.signin.actions.end_family": lambda d: partial(
        signin.end_family, d.eve, signin.begin_family(d.eve).id
    ),
    "accounts.signin.actions.end_session": lambda d: partial(
        signin.end_session, d.session(), actor=d.eve
    ),
    "accounts.signin.actions.remove_factor": lambda d: after(
        d.factor(), partial(signin.remove_factor, password=PASSWORD, actor=d.eve)
    ),
    "accounts.signin.actions.remove_factor_of": lambda d: after(
        d.factor(), partial(signin.remove_factor_of, d.eve.user.email)
    ),
    "accounts.signin.actions.renew_recovery_codes": lambda d: after(
        d.factor(), partial(signin.renew_recovery_codes, password=PASSWORD, actor=d.eve)
    ),
    "accounts.signin.actions.reset_password": lambda d: partial(
        signin.reset_password, secret=asked(d.eve, d.mailbox), new=NEW
    ),
    "accounts.signin.actions.sign_out_everywhere": lambda d: partial(
        signin.sign_out_everywhere, actor=d.eve
    ),
}
NO_ACTION = {
    "accounts.organizations.actions.sign_up": "nothing is, until the letter is answered",
    "accounts.keys.actions.note_use": "what was done with the key is on record",
    "accounts.signin.actions.ask_for_reset": "who writes the letter records it",
    "accounts.signin.actions.begin_family": "the sign-in that it belongs to is on record",
    "accounts.signin.actions.renew_family": "of a sign-in on record; misuse is as well",
    "accounts.signin.actions.demand_code": "a part of signing in; wrong codes are on record",
}
