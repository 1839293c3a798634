"""Addresses of threads in the API."""

from approvals.comments.api.views import (
    Blocks,
    Comments,
    Files,
    OneComment,
    OneFile,
    OneThread,
    Reactions,
    Threads,
)
from craftify.api.endpoints import endpoint

_REVIEW = "/approvals/<str:approval_id>"
_THREAD = f"{_REVIEW}/threads/<str:thread_id>"
_COMMENT = f"{_THREAD}/comments/<str:comment_id>"

urlpatterns = [
    *endpoint(f"{_REVIEW}/blocks", Blocks, "blocks"),
    *endpoint(f"{_REVIEW}/threads", Threads, "threads"),
    *endpoint(_THREAD, OneThread, "thread"),
    *endpoint(f"{_THREAD}/comments", Comments, "comments"),
    *endpoint(_COMMENT, OneComment, "comment"),
    *endpoint(f"{_COMMENT}/reactions", Reactions, "reactions"),
    *endpoint(f"{_REVIEW}/attachments", Files, "attachments"),
    *endpoint(f"{_REVIEW}/attachments/<str:file_id>", OneFile, "attachment"),
]
