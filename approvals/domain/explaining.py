"""What would happen to a template now, and why, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from approvals.domain.calendar import Calendar
from approvals.domain.people import Directory
from approvals.domain.policy import (
    Definition,
    Facts,
    Match,
    Policy,
    QuorumKind,
    StepDefinition,
    definition_for,
)
from approvals.domain.refusals import NoApprover
from approvals.domain.starting import steps_of
from approvals.domain.states import StepStatus
from approvals.domain.workflow import Step


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """One step in words; `skipped` says why it would not be needed."""

    name: str
    who: str
    due_at: datetime | None
    skipped: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The rules that would hold, why these, and what would follow; `refusal` if nothing could."""

    definition: Definition
    because: str
    steps: tuple[ExplainedStep, ...]
    refusal: str = ""


def explain(policy: Policy, facts: Facts, directory: Directory, now: datetime) -> Explanation:
    """What would happen if `facts.author_id` submitted the template now.

    Due dates assume that every step before is decided at once.
    """
    definition = definition_for(policy, facts)
    because = why(definition.match, facts, directory)
    try:
        steps = steps_of(definition, facts=facts, directory=directory, policy=policy)
    except NoApprover as refusal:
        return Explanation(definition, because, (), refusal.sentence)
    told = tuple(_told(step, policy.calendar, now) for step in steps)
    return Explanation(definition, because, told)


def why(match: Match, facts: Facts, directory: Directory) -> str:
    """The sentence that says why a definition matched."""
    if match.is_everything:
        return "No other definition matches, and this one takes everything."
    teams = [directory.teams[one].name for one in match.teams if one in facts.author_teams]
    tags = [one for one in match.tags if one in facts.tags]
    reasons = [
        f"its category is “{facts.category}”" if match.categories else "",
        f"it is tagged “{tags[0]}”" if tags else "",
        f"its author is in the team “{teams[0]}”" if teams else "",
        f"its author is {_article(str(facts.author_role))}" if match.author_roles else "",
    ]
    return f"It matches because {' and '.join(one for one in reasons if one)}."


def in_words(match: Match, team_names: Mapping[str, str]) -> str:
    """When a definition or a step applies, as the end of a sentence."""
    if match.is_everything:
        return "everything"
    names = [team_names.get(one, "a deleted team") for one in match.teams]
    parts = [
        f"category {_either(match.categories)}" if match.categories else "",
        f"tag {_either(match.tags)}" if match.tags else "",
        f"author in {_either(names)}" if names else "",
        f"author is {_either([role.value for role in match.author_roles])}"
        if match.author_roles
        else "",
    ]
    return " and ".join(part for part in parts if part)


def quorum_in_words(plan: StepDefinition, seats: int) -> str:
    """How many of them must agree."""
    if seats == 1:
        return "decides"
    if plan.quorum.kind == QuorumKind.ALL:
        return "all decide"
    if plan.quorum.kind == QuorumKind.COUNT and plan.quorum.count > 1:
        return f"{plan.quorum.count} of {seats} decide"
    return "one of them decides"


def _told(step: Step, calendar: Calendar, now: datetime) -> ExplainedStep:
    names = tuple(seat.name for seat in step.approvers)
    due = calendar.add(now, step.plan.due_days) if step.plan.due_days else None
    if step.status == StepStatus.SKIPPED:
        return ExplainedStep(step.name, "", None, step.skipped_because, names)
    who = f"{_listed(names)}: {quorum_in_words(step.plan, len(names))}."
    return ExplainedStep(step.name, who, due, "", names)


def _listed(names: tuple[str, ...]) -> str:
    if len(names) > 6:
        return f"{', '.join(names[:5])} and {len(names) - 5} others"
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _either(words: tuple[str, ...] | list[str]) -> str:
    return " or ".join(f"“{word}”" for word in words)


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
