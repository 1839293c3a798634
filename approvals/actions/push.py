"""Put an approved version where it is sent from."""

from accounts.domain import Member
from approvals.actions.release import proven
from craftify.dynamo.transact import Write, retried
from templates_app.actions.writing import record
from templates_app.destinations import Destination, put
from templates_app.domain import Version


def push(
    template_id: str, *, actor: Member, destination: Destination, number: int | None = None
) -> tuple[Version, str]:
    """An approved version (`number`, or the one that the draft is equal to), and its name there.

    Pushing again puts the same there again, so nothing is lost when the history cannot be written
    after it.

    Raises:
        NotApproved, Tampered, NotFound, Forbidden: see `release.proven`; nothing is pushed.
        Unprocessable, Unavailable: see `destinations.put`.
    """
    _, version = proven(template_id, actor=actor, number=number)
    name = put(destination, version)
    _record(template_id, actor, version, destination, name)
    return version, name


@retried
def _record(
    template_id: str, actor: Member, version: Version, destination: Destination, name: str
) -> None:
    template, _ = proven(template_id, actor=actor, number=version.number)
    write = Write()
    record(
        write,
        template,
        actor=actor,
        verb="template.pushed",
        version=version.number,
        digest=version.digest,
        destination=destination.value,
        name=name,
    )
    write.commit()
