"""Writes of an organization's settings."""

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from accounts.domain import Organization
from accounts.models import OrganizationItem
from accounts.organizations.domain import SettingsChanged
from craftify.dynamo.transact import Write

_CHANGED = "Somebody else has saved these settings in between. Load the page again."


def replace(write: Write, old: Organization, new: Organization) -> None:
    """Put other settings in the place of those that were read; else SettingsChanged."""
    actions: list[Action] = [
        OrganizationItem.name.set(new.name),
        OrganizationItem.requires_second_factor.set(new.requires_second_factor),
        OrganizationItem.networks.set([str(one) for one in new.networks]),
        OrganizationItem.settings_revision.set(old.revision + 1),
    ]
    revision = OrganizationItem.settings_revision
    unchanged: Condition = revision == old.revision if old.revision else revision.does_not_exist()
    write.update(
        OrganizationItem(old.id),
        actions,
        unchanged & OrganizationItem.id.exists(),
        SettingsChanged(_CHANGED),
    )
