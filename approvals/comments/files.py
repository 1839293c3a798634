"""Files beside comments: what they are is found by looking, whatever they are called."""

from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.domain import Member
from approvals import access
from approvals.comments import store
from approvals.comments.domain import Attachment
from craftify import history, ids
from craftify.dynamo.transact import Write
from craftify.errors import Forbidden, Invalid, NotFound, TooLarge, UnsupportedType

MAX_BYTES = 5 * 2**20
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)


def upload(workflow_id: str, *, actor: Member, filename: str, data: bytes) -> Attachment:
    """Keep a file, so that a comment can name it.

    Raises:
        TooLarge: over 5 MB.
        UnsupportedType: neither an image, a PDF nor plain text.
        NotFound, Forbidden: as `access.workflow`, or the actor may not comment.
    """
    workflow = access.workflow(actor, workflow_id)
    if not access.may_comment(actor, workflow):
        raise Forbidden("You may not comment here, so you cannot attach a file.")
    if len(data) > MAX_BYTES:
        raise TooLarge("A file beside a comment has at most 5 MB.", limit=MAX_BYTES)
    file = Attachment(
        id=ids.new_id("att"),
        filename=_plain_name(filename),
        media_type=sniffed(data),
        size=len(data),
    )
    default_storage.save(_place(actor, file.id), ContentFile(data))
    write = Write()
    store.add_file(write, actor.organization_id, workflow.template_id, file, actor.id)
    history.record(
        write,
        organization_id=actor.organization_id,
        resource=file.id,
        verb="comment.file_uploaded",
        actor_id=actor.id,
        actor_name=actor.name,
        template=workflow.template_id,
        filename=file.filename,
        size=file.size,
    )
    write.commit()
    return file


def read(workflow_id: str, file_id: str, *, actor: Member) -> tuple[Attachment, bytes]:
    """A file of the template in review, for whoever may see the review.

    Raises:
        NotFound: there is none here.
    """
    workflow = access.workflow(actor, workflow_id)
    found = store.file(actor.organization_id, file_id)
    if not found or found[1] != workflow.template_id:
        raise NotFound("There is no such file.")
    with default_storage.open(_place(actor, file_id)) as stored:
        return found[0], stored.read()


def of_comment(
    actor: Member, file_ids: tuple[str, ...], template_id: str
) -> tuple[Attachment, ...]:
    """The files that somebody attaches: their own, of the same template.

    Raises:
        Invalid: one is not.
    """
    found = [store.file(actor.organization_id, file_id) for file_id in file_ids]
    if any(not one or one[1:] != (template_id, actor.id) for one in found):
        raise Invalid("Upload a file before you attach it.", field="attachments")
    return tuple(one[0] for one in found if one)


def safe_name(file: Attachment) -> str:
    """The file's name for a header: ASCII without quotes."""
    name = file.filename.encode("ascii", "ignore").decode()
    return name.replace('"', "").replace("\\", "").strip() or "file"


def sniffed(data: bytes) -> str:
    """What the bytes are, by how they begin.

    Raises:
        UnsupportedType: none of the kinds that are taken.
    """
    for beginning, media_type in _BEGINNINGS:
        if data.startswith(beginning):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    try:
        is_text = bool(data) and "\0" not in data.decode()
    except UnicodeDecodeError:
        is_text = False
    if is_text:
        return "text/plain; charset=utf-8"
    raise UnsupportedType("Attach an image (PNG, JPEG, GIF, WebP), a PDF or plain text.")


def _place(actor: Member, file_id: str) -> str:
    return f"{actor.organization_id}/{file_id}"


def _plain_name(filename: str) -> str:
    name = PurePath(filename.replace("\\", "/")).name
    return "".join(char for char in name if char.isprintable())[:120] or "file"
