"""The rules of approvals: definitions in order, options, and what would happen to a template."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.domain import Member, Permission, Role
from accounts.web.request import PageRequest
from approvals import actions, queries
from approvals.domain import (
    Calendar,
    Definition,
    People,
    Person,
    Policy,
    PolicyRefused,
    StalePolicy,
    StepDefinition,
)
from approvals.domain.calendar import WEEK
from approvals.domain.explaining import in_words
from approvals.domain.policy import DECIDERS
from approvals.web import rules_form
from approvals.web.rules_form import StepFields
from craftify import ids
from craftify.errors import CraftifyError, Invalid, NotFound
from templates_app import queries as templates

PAGE, FORM = "approvals/rules.html", "approvals/definition.html"
_EMPTY_STEP = StepDefinition(name="", approvers=People())


@require_safe
def rules(request: PageRequest) -> HttpResponse:
    """The page; `?template=` asks what would happen to one."""
    return _page(request, request.member)


@require_POST
def options(request: PageRequest) -> HttpResponse:
    """Change what holds for all reviews, and who owns which category."""
    actor, post = request.member, request.POST
    now = queries.policy(actor)
    try:
        changed = replace(
            now,
            separation_of_duties=bool(post.get("separation")),
            carry_over=bool(post.get("carry_over")),
            calendar=_calendar(post),
            category_owners=_owners(post, now),
        )
        actions.save_policy(changed, actor=actor, revision=_revision(post))
    except (Invalid, PolicyRefused, StalePolicy) as refusal:
        return _page(request, actor, refusal=refusal, typed=rules_form.typed_options(post))
    messages.success(request, "The options were saved. Running reviews keep theirs.")
    return redirect("approvals:rules")


@require_http_methods(["GET", "HEAD", "POST"])
def definition(request: PageRequest, definition_id: str) -> HttpResponse:
    """The form of one definition (`new` for another one); posts save it, or change its steps."""
    actor = request.member
    policy = queries.policy(actor)
    if request.method != "POST":
        found = _found(policy, definition_id)
        return _form(request, policy, found, rules_form.fields_of(found))
    made, steps = rules_form.read(request.POST, _id(definition_id))
    if "add" in request.POST:
        number = max((one.number for one in steps), default=-1) + 1
        return _form(request, policy, made, [*steps, StepFields(number, _EMPTY_STEP)])
    if "remove" in request.POST:
        return _form(request, policy, made, steps)
    if any(one.wrong for one in steps):
        return _form(
            request, policy, made, steps, refusal=Invalid("The fields in red say what to change.")
        )
    definitions = _with(policy, definition_id, made)
    try:
        saved = replace(policy, definitions=definitions)
        actions.save_policy(saved, actor=actor, revision=_revision(request.POST))
    except CraftifyError as refusal:
        problems = refusal.details.get("problems", [])
        steps = rules_form.beside(steps, problems, definitions.index(made))
        return _form(request, policy, made, steps, refusal=refusal)
    messages.success(request, f"“{made.name}” was saved. Running reviews keep their rules.")
    return redirect("approvals:rules")


@require_POST
def order(request: PageRequest, definition_id: str) -> HttpResponse:
    """Move a definition `up` or `down`, or `delete` it (`do`)."""
    actor, do = request.member, request.POST.get("do", "")
    policy = queries.policy(actor)
    found = _found(policy, definition_id)
    at = policy.definitions.index(found)
    rest = [one for one in policy.definitions if one != found]
    if do == "up":
        rest.insert(max(at - 1, 0), found)
    elif do == "down":
        rest.insert(at + 1, found)
    elif do != "delete":
        raise Invalid("Choose what to do with the definition.", field="do")
    try:
        changed = replace(policy, definitions=tuple(rest))
        actions.save_policy(changed, actor=actor, revision=_revision(request.POST))
    except (PolicyRefused, StalePolicy) as refusal:
        return _page(request, actor, refusal=refusal)
    return redirect("approvals:rules")


def _page(
    request: HttpRequest,
    actor: Member,
    *,
    refusal: CraftifyError | None = None,
    typed: rules_form.OptionFields | None = None,
) -> HttpResponse:
    require(actor, Permission.APPROVALS_DEFINE, "change the rules of approvals")
    policy = queries.policy(actor)
    people = queries.directory(actor)
    teams = {team.id: team.name for team in people.teams.values()}
    chosen = request.GET.get("template", "")[:64]
    context = {
        "policy": policy,
        "unsafe": queries.unsafe(actor)[:3],
        "options": typed or rules_form.option_fields(policy),
        "definitions": [(one, in_words(one.match, teams)) for one in policy.definitions],
        "people": {user_id: person.name for user_id, person in people.members.items()},
        "deciders": _deciders(people.members),
        "weekdays": list(enumerate(WEEK)),
        "categories": sorted(templates.library_facets(actor).categories),
        "templates": templates.library(actor, limit=100, sort="name", descending=False).items,
        "chosen": chosen,
        "explanation": queries.explain(actor, chosen) if chosen else None,
        "refusal": refusal,
    }
    return render(request, PAGE, context, status=422 if refusal else 200)


def _form(
    request: HttpRequest,
    policy: Policy,
    shown: Definition,
    steps: list[StepFields],
    *,
    refusal: CraftifyError | None = None,
) -> HttpResponse:
    actor: Member = request.member  # type: ignore[attr-defined]  # set by the middleware
    require(actor, Permission.APPROVALS_DEFINE, "change the rules of approvals")
    people = queries.directory(actor)
    context = {
        "definition": shown,
        "is_last": bool(policy.definitions) and shown.id == policy.definitions[-1].id,
        "steps": steps,
        "revision": policy.revision,
        "roles": list(Role),
        "deciding_roles": DECIDERS,
        "teams": list(people.teams.values()),
        "deciders": _deciders(people.members),
        "members": sorted(people.members.items(), key=lambda pair: pair[1].name),
        "categories": sorted(templates.library_facets(actor).categories),
        "refusal": refusal,
        "problems": refusal.details.get("problems", []) if refusal else [],
    }
    return render(request, FORM, context, status=422 if refusal else 200)


def _deciders(members: Mapping[str, Person]) -> list[tuple[str, Person]]:
    found = [one for one in members.items() if one[1].may(Permission.APPROVALS_DECIDE)]
    return sorted(found, key=lambda pair: pair[1].name)


def _found(policy: Policy, definition_id: str) -> Definition:
    if definition_id == "new":
        return Definition(id="new", name="", steps=(_EMPTY_STEP,))
    for one in policy.definitions:
        if one.id == definition_id:
            return one
    raise NotFound("There is no such definition.")


def _id(definition_id: str) -> str:
    return ids.new_id("def") if definition_id == "new" else definition_id


def _with(policy: Policy, definition_id: str, made: Definition) -> tuple[Definition, ...]:
    """A new one stands before the last, which catches everything."""
    if definition_id == "new":
        return (*policy.definitions[:-1], made, policy.definitions[-1])
    _found(policy, definition_id)
    return tuple(made if one.id == definition_id else one for one in policy.definitions)


def _revision(post: QueryDict) -> int:
    text = post.get("revision", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid("Load the page again, then save.", field="revision")
    return int(text)


def _calendar(post: QueryDict) -> Calendar:
    try:
        holidays = tuple(date.fromisoformat(one) for one in post.get("holidays", "").split())
    except ValueError:
        raise Invalid("Write holidays as 2026-12-25, one a line.", field="holidays") from None
    days = sorted({int(one) for one in post.getlist("weekdays") if one.isdigit()})
    zone = post.get("time_zone", "").strip()
    return Calendar(time_zone=zone, weekdays=tuple(days), holidays=holidays)


def _owners(post: QueryDict, policy: Policy) -> dict[str, tuple[str, ...]]:
    """Each `owner-<number>` names the owners of `category-<number>`."""
    found = {}
    for name, category in post.items():
        number = name.removeprefix("category-")
        owners = tuple(post.getlist(f"owner-{number}"))
        if name.startswith("category-") and owners and isinstance(category, str):
            found[category.strip()] = owners
    listed = {str(one) for name, one in post.items() if name.startswith("category-")}
    kept = {one: who for one, who in policy.category_owners.items() if one not in listed}
    return {**kept, **found}
