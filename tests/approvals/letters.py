"""Templates to review: plain HTML needs no compiler, MJML stands where a test is about it."""

from accounts.domain import Member
from approvals import actions
from approvals.domain import Workflow
from templates_app import actions as templates
from templates_app.domain import Changes, Template
from templates_app.rendering.formats import Format

HTML = "<!doctype html><html><body><p>Hi {{ name }}, {{ offer }}</p></body></html>\n"
MJML = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>Hi {{ name }}</mj-text></mj-column>"
    "</mj-section></mj-body></mjml>"
)
SAMPLE = {"name": "Robin", "offer": "a fifth off"}


def draft(actor: Member, *, source: str = HTML, name: str = "Spring sale") -> Template:
    """A new draft; the format is what the source looks like."""
    return templates.create_template(
        actor=actor,
        name=name,
        source=source,
        format=Format.MJML if "<mjml" in source else Format.HTML,
        subject="Hello {{ name }}",
        preheader="Until Sunday",
        sample=SAMPLE,
    )


def submitted(actor: Member, *, source: str = HTML, name: str = "Spring sale") -> Workflow:
    """An open review of a new template."""
    return actions.submit(draft(actor, source=source, name=name).id, actor=actor, note="Thursday")


def edited(template_id: str, actor: Member, **changes: str) -> Template:
    """The template after a change of its content."""
    given = Changes(**changes)  # type: ignore[arg-type]  # texts by name
    return templates.save_template(template_id, actor=actor, revision=None, changes=given)
