"""Letters about one's account: the words are `accounts.signin`'s, the compiler is ours."""

from django.urls import reverse

from accounts.invitations import letters as invitations
from accounts.signin.letters import absolute, words
from approvals.letters.composing import composed
from craftify import clock
from craftify.mail import Letter
from craftify.outbox import Entry
from templates_app.rendering.merge import JSON


def write_account(entry: Entry) -> Letter | None:
    """The letter of an entry about an account; None when there is nobody to tell.

    Raises:
        Unavailable: the compiler is busy.
    """
    is_invitation = invitations.KEY in entry.data
    said = invitations.words(entry) if is_invitation else words(entry)
    if not said:
        return None
    known: dict[str, JSON] = {
        "title": said.title,
        "sentence": said.sentence,
        "note": said.note,
        "url": said.url,
        "verb": said.verb,
        "reader": {"name": said.name},
        "organization": said.organization,
        "why": "You get this because somebody asked you in."
        if is_invitation
        else "Letters about your account cannot be switched off.",
        "choices": absolute(reverse("notifications:choices")),
    }
    letter = composed("account", known)
    return Letter(
        id=entry.id,
        to=said.to,
        to_name=said.name,
        subject=letter.subject,
        html=letter.html,
        text=letter.text,
        at=clock.parse(entry.at),
    )
