"""Addresses of reviews in the API."""

from approvals.api.views import (
    Approval,
    Approvals,
    Decisions,
    Delegations,
    Escalations,
    Explained,
    Export,
    HandingOver,
    OneDelegation,
    Override,
    OverrideConfirmation,
    Pushes,
    Rendering,
    Rules,
    Submissions,
    WaitingApprovals,
    Withdrawal,
)
from craftify.api.endpoints import endpoint

_ONE = "/approvals/<str:approval_id>"

urlpatterns = [
    *endpoint("/templates/<str:template_id>/submissions", Submissions, "submissions"),
    *endpoint("/templates/<str:template_id>/export", Export, "export"),
    *endpoint("/templates/<str:template_id>/renderings", Rendering, "renderings"),
    *endpoint("/templates/<str:template_id>/pushes", Pushes, "pushes"),
    *endpoint("/approvals", Approvals, "approvals"),
    *endpoint("/approvals/waiting", WaitingApprovals, "approvals-waiting"),
    *endpoint(_ONE, Approval, "approval"),
    *endpoint(f"{_ONE}/decisions", Decisions, "decisions"),
    *endpoint(f"{_ONE}/withdrawal", Withdrawal, "withdrawal"),
    *endpoint(f"{_ONE}/approvers", HandingOver, "approvers"),
    *endpoint(f"{_ONE}/escalations", Escalations, "escalations"),
    *endpoint(f"{_ONE}/override", Override, "override"),
    *endpoint(f"{_ONE}/override/confirmation", OverrideConfirmation, "override-confirmation"),
    *endpoint("/approval-policy", Rules, "approval-policy"),
    *endpoint("/templates/<str:template_id>/approval-plan", Explained, "approval-plan"),
    *endpoint("/delegations", Delegations, "delegations"),
    *endpoint("/delegations/<str:delegation_id>", OneDelegation, "delegation"),
]
