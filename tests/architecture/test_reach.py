"""What a page can do, the API can do: with the same action, found in the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from craftify.config import BASE_DIR

APPLICATIONS = ("accounts", "templates_app", "approvals")
# What only a page does, and why.
ONLY_PAGES = {
    "accounts.actions.sign_in": "a session of a browser; POST /api/auth/token is its like",
    "accounts.actions.sign_in_with_code": "the same; the token's endpoint takes the code at once",
    "accounts.actions.sign_out": "ends the session of a browser; a token is thrown away",
    "accounts.actions.switch_organization": "a session acts in one; a token is for one",
}
# What only pages read, and where the API says it.
READ_BY_PAGES = {
    "accounts.audit.queries.last_report": "GET /api/audit/verification makes a new one",
    "accounts.invitations.queries.opened": "what a letter's link leads to, before it is accepted",
    "accounts.keys.queries.named": "names beside ids",
    "accounts.notifications.queries.people": "names beside ids",
    "accounts.organizations.queries.has_account": "which form a letter's link shows",
    "accounts.organizations.queries.opened": "what a letter's link leads to, before it is used",
    "accounts.people.queries.roles": "GET /api/roles",
    "accounts.queries.members_of": "GET /api/users",
    "accounts.queries.people": "names beside ids",
    "accounts.signin.queries.begun_secret": "told once, by POST /api/users/me/second-factor",
    "approvals.queries.directory": "GET /api/users, /api/teams, /api/roles",
    "approvals.queries.may_decide": "POST …/decisions refuses, GET /api/approvals/waiting lists",
    "approvals.queries.open_workflows": "GET /api/approvals?status=pending",
    "approvals.queries.paged": "cuts what is at hand",
    "approvals.queries.recent_decisions": "GET /api/approvals",
    "approvals.queries.trail": "GET /api/audit/events?resource=…",
    "approvals.queries.unsafe": "PUT /api/approval-policy refuses with them",
    "approvals.queries.workflows_of_template": "GET /api/approvals?templateId=…",
}
# Functions that do something without being in a package called `actions`.
ACTING = ("approvals.comments.files.upload",)


def modules(side: str) -> list[Path]:
    """The modules of every `web` or `api` folder."""
    return sorted(
        path
        for application in APPLICATIONS
        for path in (BASE_DIR / application).rglob("*.py")
        if side in path.relative_to(BASE_DIR).parts[:-1]
    )


def named(tree: ast.Module) -> dict[str, str]:
    """What each imported name of a module stands for."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name] = alias.name
    return found


def used(path: Path) -> Iterator[str]:
    """The full names of everything imported that a module touches."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = named(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in names:
                yield f"{names[node.value.id]}.{node.attr}"
        elif isinstance(node, ast.Name) and node.id in names:
            yield names[node.id]


def is_action(name: str) -> bool:
    """Whether a full name is that of an action: a function of a module or package `actions`."""
    parts = name.split(".")
    return name in ACTING or ("actions" in parts[:-1] and parts[-1][0].islower())


def normal(name: str) -> str:
    """The name as the package `actions` has it, from whatever module of it."""
    if name in ACTING:
        return name
    parts = name.split(".")
    return ".".join([*parts[: parts.index("actions") + 1], parts[-1]])


def is_query(name: str) -> bool:
    """Whether a full name is that of a function of a module `queries`."""
    parts = name.split(".")
    return "queries" in parts[:-1] and parts[-1][0].islower()


def read_by(side: str) -> set[str]:
    """The queries that one side asks."""
    return {name for path in modules(side) for name in used(path) if is_query(name)}


def reached(side: str) -> dict[str, Path]:
    """The actions that one side reaches, and a module that does."""
    return {
        normal(name): path.relative_to(BASE_DIR)
        for path in modules(side)
        for name in used(path)
        if is_action(name)
    }


FROM_PAGES, FROM_THE_API = reached("web"), reached("api")


def test_there_is_something_to_compare() -> None:
    assert len(FROM_PAGES) > 30
    assert "approvals.comments.actions.start" in FROM_PAGES


@pytest.mark.parametrize("action", sorted(FROM_PAGES))
def test_the_api_can_do_what_a_page_can(action: str) -> None:
    if action not in ONLY_PAGES:
        assert action in FROM_THE_API, f"{FROM_PAGES[action]} does it; see docs/api.md"


def test_the_exceptions_are_still_some() -> None:
    assert set(ONLY_PAGES) <= set(FROM_PAGES) - set(FROM_THE_API)


def test_the_api_tells_what_a_page_shows() -> None:
    assert read_by("web") - read_by("api") == set(READ_BY_PAGES)
