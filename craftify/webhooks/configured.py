"""What this installation allows."""

from django.conf import settings

from craftify.webhooks import targets
from craftify.webhooks.addresses import Reach
from craftify.webhooks.targets import Target


def reach() -> Reach:
    """The public addresses and the networks that the operator named."""
    return Reach(tuple(settings.CRAFTIFY.webhook_allowed_networks))


def target(url: str) -> Target:
    """An address as somebody entered it, in its parts.

    Raises:
        AddressRefused: webhooks are not sent there.
    """
    found = targets.read(url, https_only=settings.CRAFTIFY.env == "production")
    targets.refuse_unreachable(found, reach())
    return found
