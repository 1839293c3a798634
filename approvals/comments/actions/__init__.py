"""Everything that can be done with threads: the folder is the list."""

from approvals.comments.actions.changing import delete, edit, mark, react, reopen, resolve
from approvals.comments.actions.saying import keep, reply, start

__all__ = ["delete", "edit", "keep", "mark", "react", "reopen", "reply", "resolve", "start"]
