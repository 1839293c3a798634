"""Sign out elsewhere: in one place, or everywhere."""

from accounts import store as accounts
from accounts.domain import Member
from accounts.signin import queries
from accounts.signin.actions.writing import commit
from accounts.signin.domain import Kind
from accounts.signin.store import families
from craftify.dynamo import sessions
from craftify.dynamo.transact import Write, retried
from craftify.errors import NotFound


@retried
def end_session(session_id: str, *, actor: Member) -> None:
    """End one of the actor's own sessions, of a browser or of a program.

    Raises:
        NotFound: it is none of theirs, or has ended.
    """
    gone = NotFound("This session has ended already.")
    found = next((one for one in queries.my_sessions(actor) if one.id == session_id), None)
    if not found:
        raise gone
    write = Write()
    if found.kind == Kind.BROWSER:
        sessions.end(write, actor.id, session_id, gone)
    else:
        families.end(write, actor.id, session_id, gone)
    before = {"device": found.device, "address": found.address}
    commit(
        write,
        actor.user,
        actor.organization_id,
        verb="user.session_ended",
        renews=found.kind == Kind.BROWSER,
        before=before,
    )


@retried
def sign_out_everywhere(*, actor: Member) -> None:
    """End every session and token of the actor, the one that asks as well. API keys stay."""
    write = Write()
    accounts.end_epoch(write, actor.id)
    commit(write, actor.user, actor.organization_id, verb="user.signed_out_everywhere", renews=True)
    # They have ended with the epoch; what is left of them need not stay.
    sessions.clear(actor.id)
    families.clear(actor.id)
