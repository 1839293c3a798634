"""Submissions, reviews, decisions, and the files that approvals let out."""

from django.http import HttpResponse
from django.urls import reverse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.request import ApiRequest
from approvals import actions, queries
from approvals.api import parse, present, rules
from craftify.api.answers import answer
from craftify.api.etags import etag, refuse_other
from craftify.web.files import attachment


class Submissions(APIView):
    """Ask for an approval of the draft as it is: {"note"}, or no body."""

    def post(self, request: ApiRequest, template_id: str) -> Response:
        """A new version, and its review."""
        made = actions.submit(template_id, actor=request.member, note=parse.note(request))
        place = reverse("api-approval", args=[made.id])
        return answer(present.workflow(made), status=201, headers={"Location": place})


class Export(APIView):
    """The file of an approved version: format (html, mjml, text, eml), version."""

    def get(self, request: ApiRequest, template_id: str) -> HttpResponse:
        """The file itself; its entity tag is the digest that was approved."""
        file = actions.release(template_id, actor=request.member, **parse.export(request))
        return attachment(file.filename, file.media_type, file.body, etag=etag(file.digest))


class Rendering(APIView):
    """An approved version filled in for one recipient: {"data", "version"}."""

    def post(self, request: ApiRequest, template_id: str) -> Response:
        """Its parts, and the digest that was approved."""
        asked = parse.rendering(request)
        version, shown = actions.render(template_id, actor=request.member, **asked)
        return answer(present.rendered(version, shown))


class Pushes(APIView):
    """Put an approved version where it is sent from: {"destination": "ses", "version"}."""

    def post(self, request: ApiRequest, template_id: str) -> Response:
        """What was put there, and its name there."""
        asked = parse.push(request)
        version, name = actions.push(template_id, actor=request.member, **asked)
        return answer({"name": name, "version": version.number, "digest": version.digest})


class Approvals(APIView):
    """Reviews, the latest first: status, templateId, page, limit."""

    def get(self, request: ApiRequest) -> Response:
        """A page of them."""
        page = queries.workflows(request.member, **parse.listing(request))
        return answer([present.workflow(one) for one in page.items], page=page)


class Approval(APIView):
    """One review."""

    def get(self, request: ApiRequest, approval_id: str) -> Response:
        """Its steps and decisions; `digest` is what a decision signs."""
        return answer(present.workflow(queries.workflow(request.member, approval_id)))


class Decisions(APIView):
    """Decide: {"decision": "approve" | "reject" | "request_changes", "comment", "digest"}."""

    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The review after the decision."""
        after = actions.decide(approval_id, actor=request.member, **parse.decision(request))
        return answer(present.workflow(after))


class Withdrawal(APIView):
    """Take a submission back."""

    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The cancelled review."""
        parse.nothing(request)
        return answer(present.workflow(actions.withdraw(approval_id, actor=request.member)))


class HandingOver(APIView):
    """Put somebody else into a seat: {"to"} hands over your own, {"seat", "to"} reassigns one."""

    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The review with another approver."""
        asked = parse.handing_over(request)
        act = actions.reassign if "seat" in asked else actions.delegate
        return answer(present.workflow(act(approval_id, actor=request.member, **asked)))


class Escalations(APIView):
    """Ask the stand-ins of the open step."""

    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The review with more approvers."""
        parse.nothing(request)
        return answer(present.workflow(actions.escalate(approval_id, actor=request.member)))


class Override(APIView):
    """Ask for an emergency release: {"reason", "digest"}; a second administrator confirms it."""

    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The review with the request in it."""
        asked = parse.override(request)
        return answer(
            present.workflow(actions.request_override(approval_id, actor=request.member, **asked))
        )


class OverrideConfirmation(APIView):
    """Confirm an emergency release that another administrator asked for: {"digest"}."""

    def post(self, request: ApiRequest, approval_id: str) -> Response:
        """The review, approved past its approvers."""
        asked = parse.confirmation(request)
        return answer(
            present.workflow(actions.confirm_override(approval_id, actor=request.member, **asked))
        )


class Rules(APIView):
    """The rules of approvals, whole: definitions in order, calendar, options."""

    def get(self, request: ApiRequest) -> Response:
        """Those in force; the entity tag is their revision."""
        found = queries.policy(request.member)
        return answer(rules.policy(found), headers={"ETag": etag(found.revision)})

    def put(self, request: ApiRequest) -> Response:
        """Others in their place, if `If-Match` (when sent) is their revision."""
        current = queries.policy(request.member)
        refuse_other(request, etag(current.revision))
        given = rules.given_policy(request, request.member.organization_id)
        saved = actions.save_policy(given, actor=request.member, revision=current.revision)
        return answer(rules.policy(saved), headers={"ETag": etag(saved.revision)})


class Explained(APIView):
    """What would happen to a template if it were submitted now, and why."""

    def get(self, request: ApiRequest, template_id: str) -> Response:
        """The definition that matches, its steps, who would decide."""
        return answer(rules.explanation(queries.explain(request.member, template_id)))


class Delegations(APIView):
    """Who decides for whom while somebody is away."""

    def get(self, request: ApiRequest) -> Response:
        """Those that concern you; all of them for a manager."""
        found = queries.delegations_of(request.member)
        return answer([rules.delegation(one) for one in found])

    def post(self, request: ApiRequest) -> Response:
        """{"to", "startsAt", "endsAt"}; a manager may say "from" whom."""
        asked = rules.given_delegation(request)
        made = actions.delegate_seats(actor=request.member, **asked)
        return answer(rules.delegation(made), status=201)


class OneDelegation(APIView):
    """A delegation."""

    def delete(self, request: ApiRequest, delegation_id: str) -> Response:
        """End it."""
        return answer(rules.delegation(actions.end_delegation(delegation_id, actor=request.member)))
