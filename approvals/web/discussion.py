"""What people say about a version: threads on the review page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import queries as accounts
from accounts.domain import Member
from accounts.web.request import PageRequest
from approvals import access, queries
from approvals.comments import actions, files
from approvals.comments import queries as comments
from approvals.comments.domain import Anchor, Spot, ThreadStatus, check_anchor
from approvals.comments.quoting import in_source
from approvals.domain import Workflow
from approvals.web.threads import SIGNS, shown_threads
from craftify.errors import Invalid
from craftify.web.files import attachment
from templates_app import queries as templates

_PART = "approvals/discussion.html#threads"


def context(actor: Member, workflow: Workflow) -> dict[str, object]:
    """What the discussion shows to a member."""
    found = shown_threads(actor, workflow)
    return {
        "review": workflow,
        "threads": found,
        "open_threads": sum(one.thread.status == ThreadStatus.OPEN for one in found),
        "resolved_threads": sum(one.thread.status == ThreadStatus.RESOLVED for one in found),
        "holding": tuple(one for one in found if one.thread.holds),
        "people": accounts.people(actor.organization_id),
        "may_comment": access.may_comment(actor, workflow),
        "lifts": access.manages(actor) and actor.id not in workflow.authors,
        "signs": SIGNS,
    }


@require_safe
def threads(request: PageRequest, workflow_id: str) -> HttpResponse:
    """The threads alone, for the page to refresh them."""
    return _shown(request, workflow_id)


@require_POST
def start(request: PageRequest, workflow_id: str) -> HttpResponse:
    """Begin a thread (`words`, `block`, `quote` with its surroundings, `blocking`, `file`)."""
    post = request.POST
    anchor = _anchor(request, workflow_id)
    actions.start(
        workflow_id,
        actor=request.member,
        words=post.get("words", ""),
        anchor=anchor,
        blocking=bool(post.get("blocking")),
        mentions=_mentioned(request.member, post.get("words", "")),
        attachments=_uploaded(request, workflow_id),
        id=post.get("id") or None,
    )
    return _answer(request, workflow_id)


@require_POST
def reply(request: PageRequest, workflow_id: str, thread_id: str) -> HttpResponse:
    """Answer in a thread (`words`, `file`)."""
    words = request.POST.get("words", "")
    actions.reply(
        workflow_id,
        thread_id,
        actor=request.member,
        words=words,
        mentions=_mentioned(request.member, words),
        attachments=_uploaded(request, workflow_id),
        id=request.POST.get("id") or None,
    )
    return _answer(request, workflow_id)


@require_POST
def settle(request: PageRequest, workflow_id: str, thread_id: str) -> HttpResponse:
    """Resolve, reopen, block or unblock (`do`)."""
    actor = request.member
    do = request.POST.get("do", "")
    if do == "resolve":
        actions.resolve(workflow_id, thread_id, actor=actor)
    elif do == "reopen":
        actions.reopen(workflow_id, thread_id, actor=actor)
    elif do in {"block", "unblock"}:
        actions.mark(workflow_id, thread_id, actor=actor, blocking=do == "block")
    else:
        raise Invalid("Choose what to do with the thread.", field="do")
    return _answer(request, workflow_id)


@require_POST
def change(request: PageRequest, workflow_id: str, thread_id: str, comment_id: str) -> HttpResponse:
    """Change a comment (`words`), delete it (`delete`), or put a sign under it (`reaction`)."""
    actor, post = request.member, request.POST
    place = (workflow_id, thread_id, comment_id)
    if post.get("reaction"):
        actions.react(*place, actor=actor, reaction=post["reaction"])
    elif post.get("delete"):
        actions.delete(*place, actor=actor)
    else:
        actions.edit(*place, actor=actor, words=post.get("words", ""))
    return _answer(request, workflow_id)


@require_safe
def file(request: PageRequest, workflow_id: str, file_id: str) -> HttpResponse:
    """A file beside a comment, as a download."""
    found, data = files.read(workflow_id, file_id, actor=request.member)
    return attachment(files.safe_name(found), found.media_type, data)


def _shown(request: PageRequest, workflow_id: str) -> HttpResponse:
    workflow = queries.workflow(request.member, workflow_id)
    return render(request, _PART, context(request.member, workflow))


def _answer(request: PageRequest, workflow_id: str) -> HttpResponse:
    if request.htmx:
        return _shown(request, workflow_id)
    return redirect(f"{reverse('approvals:review', args=[workflow_id])}#discussion")


def _anchor(request: PageRequest, workflow_id: str) -> Anchor:
    """What the form is about. Words are what somebody read; those of the source are kept.

    Raises:
        Invalid: the block does not say them.
    """
    block_id, quote = request.POST.get("block", ""), request.POST.get("quote", "")
    if not block_id:
        return Anchor()
    if not quote.strip():
        return Anchor(spot=Spot.BLOCK, block_id=block_id)
    block = comments.document(request.member, workflow_id).by_id.get(block_id)
    if not block:
        raise Invalid("This version has no such block.", field="block")
    workflow = queries.workflow(request.member, workflow_id)
    version = templates.version(request.member, workflow.template_id, workflow.version)
    read = Anchor(
        spot=Spot.TEXT,
        block_id=block_id,
        quote=quote,
        prefix=request.POST.get("prefix", ""),
        suffix=request.POST.get("suffix", ""),
    )
    found = in_source(read, block.text, version.sample)
    if not found:
        raise Invalid(
            f"The {block.label} does not say these words. Select them in the email, or leave the "
            "field empty.",
            field="quote",
        )
    try:
        check_anchor(found)
    except Invalid:  # words of a long loop mean all of it, so the thread is about the block
        return Anchor(spot=Spot.BLOCK, block_id=block_id)
    return found


def _mentioned(actor: Member, words: str) -> tuple[str, ...]:
    """The members whose names stand behind an @, the longest names first."""
    people = sorted(accounts.people(actor.organization_id).values(), key=lambda one: -len(one.name))
    found = []
    for person in people:
        if f"@{person.name}" in words:
            found.append(person.id)
            words = words.replace(f"@{person.name}", "")
    return tuple(found)


def _uploaded(request: HttpRequest, workflow_id: str) -> tuple[str, ...]:
    """The ids of the files that came with a form."""
    member: Member = request.member  # type: ignore[attr-defined]  # set by the middleware
    kept = []
    for one in request.FILES.getlist("file"):
        if one.size:
            made = files.upload(
                workflow_id, actor=member, filename=one.name or "file", data=one.read()
            )
            kept.append(made.id)
    return tuple(kept)
