"""The review page: the email of one version, what there is to say about it, and the decision."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries as accounts
from accounts.domain import Member
from accounts.web.request import PageRequest
from approvals import access, queries
from approvals.comparison import Comparison, compare
from approvals.domain import Workflow, WorkflowStatus
from approvals.web import discussion
from approvals.web.findings import findings
from approvals.web.look import Look
from approvals.web.page import ReviewPage
from templates_app import queries as templates
from templates_app.document.blocks import Block
from templates_app.document.diff import diff
from templates_app.document.reconcile import reconcile
from templates_app.document.sentences import Change
from templates_app.documents import document_of
from templates_app.domain import Version
from templates_app.looks import Data, looked_at
from templates_app.preview import compiled
from templates_app.rendering.formats import Format

PAGE = "approvals/review.html"
_UNSEEN = frozenset({"head", "title", "style"})


@require_safe
def review(request: PageRequest, workflow_id: str) -> HttpResponse:
    """The page; one that shows this `revision` of the review already gets nothing to swap."""
    workflow = queries.workflow(request.member, workflow_id)
    if request.htmx and request.GET.get("revision") == str(workflow.revision):
        return HttpResponse(status=204)
    return render(request, PAGE, shown(request, workflow))


def shown(
    request: PageRequest, workflow: Workflow, *, refusal: str = "", unsent: str = ""
) -> dict[str, object]:
    """Everything that the page's template needs."""
    page = page_of(request, workflow, refusal=refusal, unsent=unsent)
    talk = discussion.context(request.member, workflow)
    views = tuple(page.look.views(compares=page.compared is not None))
    return {"page": page, "views": views, "blocks": _blocks(page), **talk}


def page_of(
    request: PageRequest, workflow: Workflow, *, refusal: str = "", unsent: str = ""
) -> ReviewPage:
    """Everything the page shows."""
    actor = request.member
    version = templates.version(actor, workflow.template_id, workflow.version)
    look = Look.asked(request.GET, phone="Mobi" in request.headers.get("User-Agent", ""))
    sampled = looked_at(version, Data.SAMPLE)
    shown = sampled if look.data == Data.SAMPLE else looked_at(version, look.data)
    problems = compiled(version.source, version.format, version.preheader).problems
    others = queries.workflows_of_template(actor, workflow.template_id)
    compared = _compared(actor, workflow, version, others)
    return ReviewPage(
        member=actor,
        review=workflow,
        version=version,
        shown=shown,
        look=look,
        compared=compared[0] if compared else None,
        changes=compared[1] if compared else (),
        findings=findings(sampled, problems),
        trail=queries.trail(actor, workflow.id),
        others=tuple(one for one in others if one.id != workflow.id),
        members=accounts.members_of(actor),
        queue=queries.waiting_for(actor),
        verdict=queries.may_decide(actor, workflow),
        may_withdraw=access.may_withdraw(actor, workflow),
        is_intact=access.is_intact(workflow, version),
        refusal=refusal,
        unsent=unsent,
    )


def _compared(
    actor: Member, workflow: Workflow, version: Version, others: tuple[Workflow, ...]
) -> tuple[Comparison, tuple[Change, ...]] | None:
    """With the last version that was approved before this one, in lines and in sentences."""
    approved = (
        one.version
        for one in others
        if one.status == WorkflowStatus.APPROVED and one.version < version.number
    )
    last = max(approved, default=None)
    if last is None:
        return None
    before = templates.version(actor, workflow.template_id, last)
    old = document_of(before)
    return compare(before, version), diff(old, reconcile(old, document_of(version)))


def _blocks(page: ReviewPage) -> list[Block]:
    """What a comment can be about: sections, and the blocks in them that people see."""
    document = document_of(page.version)

    def is_seen(block: Block) -> bool:
        above = {one.tag for one in (block, *document.ancestors(block))}
        if document.format == Format.MJML:
            return "mj-body" in above - {block.tag}
        return not above & _UNSEEN and block.tag not in {"html", "body"}

    return [
        one
        for one in document.blocks
        if (one.kind == "section" or not one.children) and is_seen(one)
    ]
