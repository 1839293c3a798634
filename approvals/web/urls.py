"""Addresses of Home, of reviews, and of the files that approvals let out."""

from django.urls import include, path

from approvals.web import decide, download, home, review, submit, withdraw
from approvals.web.list import approvals

reviews = (
    [
        path("approvals", approvals, name="list"),
        path("approvals/<str:workflow_id>", review.review, name="review"),
        path("approvals/<str:workflow_id>/decisions", decide.decide, name="decide"),
        path("approvals/<str:workflow_id>/withdrawal", withdraw.withdraw, name="withdraw"),
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
