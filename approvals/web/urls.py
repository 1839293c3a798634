"""Addresses of Home, of reviews, and of the files that approvals let out."""

from django.urls import include, path

from approvals.web import (
    acts,
    away,
    decide,
    discussion,
    download,
    home,
    review,
    rules,
    submit,
    withdraw,
)
from approvals.web.list import approvals

reviews = (
    [
        path("settings/approvals", rules.rules, name="rules"),
        path("settings/approvals/options", rules.options, name="rule-options"),
        path("settings/approvals/<str:definition_id>", rules.definition, name="definition"),
        path("settings/approvals/<str:definition_id>/order", rules.order, name="rule-order"),
        path("settings/away", away.away, name="away"),
        path("settings/away/<str:delegation_id>/end", away.end, name="end-delegation"),
        path("approvals", approvals, name="list"),
        path("approvals/<str:workflow_id>", review.review, name="review"),
        path("approvals/<str:workflow_id>/decisions", decide.decide, name="decide"),
        path("approvals/<str:workflow_id>/withdrawal", withdraw.withdraw, name="withdraw"),
        path("approvals/<str:workflow_id>/delegation", acts.delegate, name="delegate"),
        path("approvals/<str:workflow_id>/approvers", acts.reassign, name="reassign"),
        path("approvals/<str:workflow_id>/escalations", acts.escalate, name="escalate"),
        path("approvals/<str:workflow_id>/override", acts.request_override, name="override"),
        path(
            "approvals/<str:workflow_id>/override/confirmation",
            acts.confirm_override,
            name="confirm-override",
        ),
        path("approvals/<str:workflow_id>/threads", discussion.threads, name="threads"),
        path("approvals/<str:workflow_id>/threads/new", discussion.start, name="start-thread"),
        path(
            "approvals/<str:workflow_id>/threads/<str:thread_id>/comments",
            discussion.reply,
            name="reply",
        ),
        path(
            "approvals/<str:workflow_id>/threads/<str:thread_id>/status",
            discussion.settle,
            name="settle",
        ),
        path(
            "approvals/<str:workflow_id>/threads/<str:thread_id>/comments/<str:comment_id>",
            discussion.change,
            name="change-comment",
        ),
        path(
            "approvals/<str:workflow_id>/files/<str:file_id>",
            discussion.file,
            name="comment-file",
        ),
        path("templates/<str:template_id>/submissions", submit.submit, name="submit"),
        path("templates/<str:template_id>/download", download.download, name="download"),
    ],
    "approvals",
)

urlpatterns = [
    path("", home.home, name="home"),
    path("waiting", home.waiting, name="waiting"),
    path("", include(reviews)),
]
