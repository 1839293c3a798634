"""How anybody gets a template: through here, or not at all."""

from accounts.access import require
from accounts.domain import Member, Permission
from craftify.errors import NotFound
from templates_app.domain import Template, Version
from templates_app.store import templates, versions

_TO_DO = {
    Permission.TEMPLATES_VIEW: "see templates",
    Permission.TEMPLATES_EDIT: "change templates",
    Permission.TEMPLATES_DELETE: "delete templates",
    Permission.TEMPLATES_EXPORT: "download templates",
    Permission.APPROVALS_SUBMIT: "submit templates for review",
    Permission.APPROVALS_DECIDE: "decide about templates",
}


def permitted(actor: Member, permission: Permission) -> None:
    """Refuse unless the actor's role allows it.

    Raises:
        Forbidden: it does not.
    """
    require(actor, permission, _TO_DO[permission])


def template(
    actor: Member,
    template_id: str,
    permission: Permission = Permission.TEMPLATES_VIEW,
    *,
    deleted: bool = False,
) -> Template:
    """A template of the actor's organization that the actor may use like this.

    Raises:
        NotFound: there is none (or it is deleted, or, with `deleted`, it is not).
        Forbidden: it may be seen, but the role does not carry `permission`.
    """
    found = templates.get(actor.organization_id, template_id)
    if not found or bool(found.deleted_at) != deleted:
        raise NotFound("There is no such template. It may have been deleted.")
    permitted(actor, permission)
    return found


def version(actor: Member, template_id: str, number: int) -> Version:
    """A version of a template that the actor may see.

    Raises:
        NotFound: no such template or version.
    """
    template(actor, template_id)
    found = versions.get(actor.organization_id, template_id, number)
    if not found:
        raise NotFound(f"This template has no version {number}.")
    return found
