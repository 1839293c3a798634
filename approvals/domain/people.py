"""Who the rules mean, at one moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from accounts.domain import AnyRole, Permission, Team
from approvals.domain.policy import Facts, People, Policy


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the rules see one."""

    name: str
    role: AnyRole

    def may(self, permission: Permission) -> bool:
        """Whether the role carries the permission."""
        return permission in self.role.permissions


@dataclass(frozen=True, slots=True)
class Seat:
    """One approver of a step, and why they are one; an `escalated` one came to stand in."""

    user_id: str
    name: str
    via: str
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody who is an active member, and the teams, by id."""

    members: Mapping[str, Person]
    teams: Mapping[str, Team]

    def teams_of(self, user_id: str) -> frozenset[str]:
        """The ids of the teams somebody is in."""
        return frozenset(one.id for one in self.teams.values() if user_id in one.member_ids)

    def resolve(
        self,
        people: People,
        *,
        category: str,
        policy: Policy,
        permission: Permission = Permission.APPROVALS_DECIDE,
    ) -> tuple[Seat, ...]:
        """The members meant who carry `permission`, each once, by name."""
        found: dict[str, Seat] = {}
        for user_id, via in self._meant(people, category, policy):
            person = self.members.get(user_id)
            if person and person.may(permission):
                found.setdefault(user_id, Seat(user_id, person.name, via))
        return tuple(sorted(found.values(), key=lambda seat: (seat.name, seat.user_id)))

    def seats(self, people: People, *, facts: Facts, policy: Policy) -> tuple[Seat, ...]:
        """Those meant who may decide about what `facts` describe."""
        barred = authors(policy, facts)
        found = self.resolve(people, category=facts.category, policy=policy)
        return tuple(seat for seat in found if seat.user_id not in barred)

    def _meant(self, people: People, category: str, policy: Policy) -> Iterator[tuple[str, str]]:
        yield from ((user_id, "by name") for user_id in people.users)
        if people.category_owner:
            for user_id in policy.category_owners.get(category, ()):
                yield user_id, f"owner of {category}"
        for team in (self.teams[one] for one in people.teams if one in self.teams):
            yield from ((user_id, f"team {team.name}") for user_id in team.member_ids)
        for user_id, person in self.members.items():
            if person.role in people.roles:
                yield user_id, str(person.role)


def authors(policy: Policy, facts: Facts) -> frozenset[str]:
    """Who cannot decide because it is their work (separation of duties)."""
    return facts.editors | {facts.author_id} if policy.separation_of_duties else frozenset()
