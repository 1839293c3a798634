"""What ends with somebody's place in an organization, beside their keys (`writing.commit`)."""

from accounts.people import store
from accounts.signin.store import families


def end_access(organization_id: str, user_id: str) -> None:
    """End their sessions and the sign-ins of their programs here.

    They open nothing from the moment the membership says so; this sees to it that they stay shut
    when the member comes back.
    """
    store.end_sessions(organization_id, user_id)
    families.clear(user_id, organization_id)
