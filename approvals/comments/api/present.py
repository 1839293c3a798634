"""Threads as the API shows them."""

from approvals.comments.api import schemas
from approvals.comments.domain import Attachment, Comment, Thread
from approvals.comments.queries import PlacedThread
from craftify import clock
from templates_app.document.blocks import Block


def placed(one: PlacedThread) -> schemas.PlacedThread:
    """A thread with its place in the version in review."""
    return {
        **thread(one.thread),
        "where": one.where,
        "gone": one.gone,
        "start": one.start,
        "end": one.end,
    }


def thread(one: Thread) -> schemas.Thread:
    """A thread with its comments."""
    anchor = one.anchor
    return {
        "id": one.id,
        "templateId": one.template_id,
        "approvalId": one.workflow_id,
        "version": one.version,
        "anchor": {
            "spot": anchor.spot,
            "blockId": anchor.block_id,
            "label": anchor.label,
            "quote": anchor.quote,
            "prefix": anchor.prefix,
            "suffix": anchor.suffix,
        },
        "status": one.status,
        "blocking": one.blocking,
        "createdBy": one.created_by,
        "createdByName": one.created_by_name,
        "createdAt": clock.stamp(one.created_at),
        "resolvedByName": one.resolved_by_name or None,
        "resolvedAt": clock.stamp(one.resolved_at) if one.resolved_at else None,
        "comments": [_comment(comment) for comment in one.comments],
    }


def file(one: Attachment) -> schemas.File:
    """A file beside a comment."""
    return {
        "id": one.id,
        "filename": one.filename,
        "mediaType": one.media_type,
        "size": one.size,
    }


def block(one: Block) -> schemas.Block:
    """A block of the version in review, for comments to be about."""
    return {"id": one.id, "kind": one.kind, "label": one.label, "text": one.text}


def _comment(one: Comment) -> schemas.Comment:
    return {
        "id": one.id,
        "words": one.words,
        "by": one.by,
        "byName": one.by_name,
        "at": clock.stamp(one.at),
        "editedAt": clock.stamp(one.edited_at) if one.edited_at else None,
        "deleted": one.deleted,
        "mentions": list(one.mentions),
        "reactions": {reaction: list(people) for reaction, people in one.reactions.items()},
        "attachments": [file(attachment) for attachment in one.attachments],
    }
