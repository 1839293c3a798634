"""The fixed cast of every test: Acme's people, and Zoe of Globex, who must see nothing of Acme."""

import itertools
from dataclasses import dataclass

from accounts import access, actions
from accounts.domain import Member, Role

PASSWORD = "correct-horse-battery"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Acme:
    """A new organization with one member of each kind (and two approvers)."""

    ada: Member
    max: Member
    eve: Member
    ann: Member
    bob: Member
    vic: Member

    @property
    def id(self) -> str:
        return self.ada.organization_id


@dataclass(frozen=True)
class Globex:
    """Another organization."""

    zoe: Member

    @property
    def id(self) -> str:
        return self.zoe.organization_id


def acme() -> Acme:
    """A fresh Acme; addresses are `eve@acme-7.example`, so that tests share no store items."""
    organization = actions.create_organization(name="Acme Mail")
    number = next(_numbers)

    def join(first: str, last: str, role: Role) -> Member:
        return _join(organization.id, f"acme-{number}", first, last, role)

    return Acme(
        ada=join("Ada", "Lovell", Role.ADMIN),
        max=join("Max", "Brandt", Role.MANAGER),
        eve=join("Eve", "Moreau", Role.EDITOR),
        ann=join("Ann", "Boyd", Role.APPROVER),
        bob=join("Bob", "Okafor", Role.APPROVER),
        vic=join("Vic", "Tan", Role.VIEWER),
    )


def globex() -> Globex:
    """A fresh Globex."""
    organization = actions.create_organization(name="Globex")
    return Globex(_join(organization.id, f"globex-{next(_numbers)}", "Zoe", "Lund", Role.ADMIN))


def _join(organization_id: str, domain: str, first: str, last: str, role: Role) -> Member:
    user = actions.create_user(
        email=f"{first.lower()}@{domain}.example",
        first_name=first,
        last_name=last,
        password=PASSWORD,
    )
    actions.add_member(organization_id, user.id, role=role)
    return access.member(organization_id, user.id)
