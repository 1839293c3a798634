"""Submissions, reviews, decisions, and the files that approvals let out."""

from django.http import HttpResponse
from django.urls import reverse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from accounts.domain import Permission
from approvals import actions, queries
from approvals.actions.release import NotApproved
from approvals.actions.submit import AlreadyApproved, AlreadyInReview, SourceHasErrors
from approvals.api import parse, present, rules, schemas
from approvals.domain import (
    AlreadyDecided,
    AlreadyVoted,
    BlockingThreads,
    CommentNeeded,
    DigestMismatch,
    NoApprover,
    NoOverride,
    NotAnApprover,
    OwnWork,
    PolicyRefused,
    StalePolicy,
    Tampered,
    Workflow,
)
from craftify.api.answers import answer
from craftify.api.etags import etag, refuse_other
from craftify.api.fields import nothing
from craftify.api.operations import documented
from craftify.api.schemas import Nothing
from craftify.errors import Unprocessable
from craftify.web.files import attachment
from templates_app.domain import CannotRender, TemplateLocked

_SUBMITS = (AlreadyInReview, AlreadyApproved, SourceHasErrors, NoApprover, TemplateLocked)
_LEAVES = (NotApproved, Tampered, Unprocessable)
_CHANGES = (AlreadyDecided, OwnWork, NotAnApprover)
_DECIDES = (
    *_CHANGES, AlreadyVoted, BlockingThreads, CommentNeeded, DigestMismatch, NoApprover, Tampered,
)  # fmt: skip
_OVERRIDES = (*_CHANGES, DigestMismatch, NoOverride, Tampered, BlockingThreads)


class Submissions(APIView):
    """Ask for an approval of the draft as it is: {"note"}, or no body."""

    @documented(
        answer=schemas.Review,
        status=201,
        body=schemas.Submission,
        body_required=False,
        refuses=_SUBMITS,
        etag=True,
        needs=Permission.APPROVALS_SUBMIT,
    )
    def post(self, request: ApiRequest, template_id: str) -> Response:
        """A new version, and its review."""
        made = actions.submit(template_id, actor=request.member, note=parse.note(request))
        place = reverse("api-approval", args=[made.id])
        headers = {"Location": place, "ETag": etag(made.revision)}
        return answer(present.workflow(made), status=201, headers=headers)


class Export(APIView):
    """The file of an approved version: format (html, mjml, text, eml), version."""

    @documented(
        file="*/*",
        query=schemas.ExportAsked,
        refuses=_LEAVES,
        etag=True,
        needs=Permission.TEMPLATES_EXPORT,
    )
    def get(self, request: ApiRequest, template_id: str) -> HttpResponse:
        """The file itself; its entity tag is the digest that was approved."""
        file = actions.release(template_id, actor=request.member, **parse.export(request))
        return attachment(file.filename, file.media_type, file.body, etag=etag(file.digest))


class Rendering(APIView):
    """An approved version filled in for one recipient: {"data", "version"}."""

    @documented(
        answer=schemas.Rendered,
        body=schemas.RenderingAsked,
        refuses=[*_LEAVES, CannotRender],
        needs=Permission.TEMPLATES_EXPORT,
    )
    def post(self, request: ApiRequest, template_id: str) -> Response:
        """Its parts, and the digest that was approved."""
        asked = parse.rendering(request)
        version, shown = actions.render(template_id, actor=request.member, **asked)
        return answer(present.rendered(version, shown))


class Pushes(APIView):
    """Put an approved version where it is sent from: {"destination": "ses", "version"}."""

    @documented(
        answer=schemas.Pushed,
        body=schemas.PushAsked,
        refuses=_LEAVES,
        needs=Permission.TEMPLATES_EXPORT,
    )
    def post(self, request: ApiRequest, template_id: str) -> Response:
        """What was put there, and its name there."""
        asked = parse.push(request)
        version, name = actions.push(template_id, actor=request.member, **asked)
        return answer({"name": name, "version": version.number, "digest": version.digest})


class Approvals(APIView):
    """Reviews, the latest first: status, templateId, page, limit, cursor."""

    @documented(
        answer=schemas.Review, query=schemas.Reviews, paged=True, needs=Permission.TEMPLATES_VIEW
    )
    def get(self, request: ApiRequest) -> Response:
        """A page of them."""
        page = queries.workflows(request.member, **parse.listing(request))
        return answer([present.workflow(one) for one in page.items], page=page)


class WaitingApprovals(APIView):
    """The open reviews that the caller may decide, the longest waiting first."""

    @documented(answer=schemas.Review, many=True)
    def get(self, request: ApiRequest) -> Response:
        """All of them; none for whoever decides nothing."""
        found = queries.waiting_for(request.member)
        return answer([present.workflow(one) for one in found])


class Approval(APIView):
    """One review."""

    @documented(answer=schemas.Review, etag=True, needs=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest, approval_id: str) -> Response:
        """Its steps and decisions; `digest` is what a decision signs."""
        return _review(queries.workflow(request.member, approval_id))


class Decisions(APIView):
    """Decide: {"decision": "approve" | "reject" | "request_changes", "comment", "digest"}."""

    @documented(
        answer=schemas.Review,
        body=schemas.DecisionMade,
        refuses=_DECIDES,
        etag=True,
        if_match=True,
    )
    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The review after the decision."""
        _refuse_other(request, approval_id)
        after = actions.decide(approval_id, actor=request.member, **parse.decision(request))
        return _review(after)


class Withdrawal(APIView):
    """Take a submission back."""

    @documented(
        answer=schemas.Review,
        body=Nothing,
        body_required=False,
        refuses=_CHANGES,
        etag=True,
        if_match=True,
        scope=Permission.APPROVALS_SUBMIT,
    )
    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The cancelled review."""
        _refuse_other(request, approval_id)
        nothing(request)
        return _review(actions.withdraw(approval_id, actor=request.member))


class HandingOver(APIView):
    """Put somebody else into a seat: {"to"} hands over your own, {"seat", "to"} reassigns one."""

    @documented(
        answer=schemas.Review, body=schemas.HandOver, refuses=_DECIDES, etag=True, if_match=True
    )
    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The review with another approver."""
        _refuse_other(request, approval_id)
        asked = parse.handing_over(request)
        act = actions.reassign if "seat" in asked else actions.delegate
        return _review(act(approval_id, actor=request.member, **asked))


class Escalations(APIView):
    """Ask the stand-ins of the open step."""

    @documented(
        answer=schemas.Review,
        body=Nothing,
        body_required=False,
        refuses=_CHANGES,
        etag=True,
        if_match=True,
    )
    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The review with more approvers."""
        _refuse_other(request, approval_id)
        nothing(request)
        return _review(actions.escalate(approval_id, actor=request.member))


class Override(APIView):
    """Ask for an emergency release: {"reason", "digest"}; a second administrator confirms it."""

    @documented(
        answer=schemas.Review,
        body=schemas.OverrideAsked,
        refuses=_OVERRIDES,
        etag=True,
        if_match=True,
        needs=Permission.APPROVALS_OVERRIDE,
    )
    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The review with the request in it."""
        _refuse_other(request, approval_id)
        asked = parse.override(request)
        return _review(actions.request_override(approval_id, actor=request.member, **asked))


class OverrideConfirmation(APIView):
    """Confirm an emergency release that another administrator asked for: {"digest"}."""

    @documented(
        answer=schemas.Review,
        body=schemas.OverrideConfirmed,
        refuses=_OVERRIDES,
        etag=True,
        if_match=True,
        needs=Permission.APPROVALS_OVERRIDE,
    )
    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The review, approved past its approvers."""
        _refuse_other(request, approval_id)
        asked = parse.confirmation(request)
        return _review(actions.confirm_override(approval_id, actor=request.member, **asked))


class Rules(APIView):
    """The rules of approvals, whole: definitions in order, calendar, options."""

    @documented(answer=rules.Rules, etag=True, needs=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest) -> Response:
        """Those in force; the entity tag is their revision."""
        found = queries.policy(request.member)
        return answer(rules.policy(found), headers={"ETag": etag(found.revision)})

    @documented(
        answer=rules.Rules,
        body=rules.RulesPut,
        refuses=[PolicyRefused, StalePolicy],
        etag=True,
        if_match=True,
        needs=Permission.APPROVALS_DEFINE,
    )
    def put(self, request: ApiRequest) -> Response:
        """Others in their place, if `If-Match` (when sent) is their revision."""
        current = queries.policy(request.member)
        refuse_other(request, etag(current.revision))
        given = rules.given_policy(request, request.member.organization_id)
        saved = actions.save_policy(given, actor=request.member, revision=current.revision)
        return answer(rules.policy(saved), headers={"ETag": etag(saved.revision)})


class Explained(APIView):
    """What would happen to a template if it were submitted now, and why."""

    @documented(answer=schemas.Plan, needs=Permission.TEMPLATES_VIEW)
    def get(self, request: ApiRequest, template_id: str) -> Response:
        """The definition that matches, its steps, who would decide."""
        return answer(rules.explanation(queries.explain(request.member, template_id)))


class Delegations(APIView):
    """Who decides for whom while somebody is away."""

    @documented(answer=schemas.Delegation, many=True)
    def get(self, request: ApiRequest) -> Response:
        """Those that concern you; all of them for a manager."""
        found = queries.delegations_of(request.member)
        return answer([rules.delegation(one) for one in found])

    @documented(
        answer=schemas.Delegation,
        status=201,
        body=schemas.DelegationMade,
        needs=Permission.APPROVALS_DECIDE,
    )
    def post(self, request: ApiRequest) -> Response:
        """{"to", "startsAt", "endsAt"}; a manager may say "from" whom."""
        asked = rules.given_delegation(request)
        made = actions.delegate_seats(actor=request.member, **asked)
        return answer(rules.delegation(made), status=201)


class OneDelegation(APIView):
    """A delegation."""

    @documented(answer=schemas.Delegation)
    def delete(self, request: ApiRequest, delegation_id: str) -> Response:
        """End it."""
        return answer(rules.delegation(actions.end_delegation(delegation_id, actor=request.member)))


def _review(one: Workflow) -> Response:
    return answer(present.workflow(one), headers={"ETag": etag(one.revision)})


def _refuse_other(request: ApiRequest, approval_id: str) -> None:
    if "If-Match" in request.headers:
        refuse_other(request, etag(queries.workflow(request.member, approval_id).revision))
