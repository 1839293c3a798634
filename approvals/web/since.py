"""What is in review now, held against what somebody saw who decided about something else."""

from dataclasses import dataclass

from accounts.domain import Member
from approvals.comparison import Comparison, compare
from approvals.domain import Workflow
from templates_app import queries as templates
from templates_app.document.diff import diff
from templates_app.document.reconcile import reconcile
from templates_app.document.sentences import Change
from templates_app.documents import document_of


@dataclass(frozen=True, slots=True)
class Since:
    """`seen` is the version whose digest the decision carried; None when no version has it.

    `changes` and `compared` say what is different in the version in review.
    """

    digest: str
    seen: int | None = None
    changes: tuple[Change, ...] = ()
    compared: Comparison | None = None


def since(actor: Member, workflow: Workflow, digest: str) -> Since:
    """What changed between the version of this digest and the one in review."""
    known = templates.versions(actor, workflow.template_id)
    seen = next((one.number for one in known if one.digest == digest), None)
    if seen is None:
        return Since(digest)
    before = templates.version(actor, workflow.template_id, seen)
    after = templates.version(actor, workflow.template_id, workflow.version)
    old = document_of(before)
    changes = tuple(diff(old, reconcile(old, document_of(after))))
    return Since(digest, seen, changes, compare(before, after))
