"""What clients send about notifications."""

from enum import StrEnum
from typing import Any

from rest_framework.request import Request

from accounts.notifications import domain
from accounts.notifications.actions import Changes
from accounts.notifications.domain import Channel, Choices, Kind, Rhythm
from craftify.api.fields import body
from craftify.errors import Invalid


class State(StrEnum):
    """Which notifications are listed."""

    UNREAD = "unread"
    ALL = "all"


def choices(request: Request, before: Choices) -> Changes:
    """What is to change; channels and quiet hours that are not named stay.

    Raises:
        Invalid: a field is unknown or not what it must be.
    """
    fields = body(
        request,
        known=("channels", "digest", "digestHour", "timeZone", "quietFrom", "quietUntil"),
    )
    changes: Changes = {}
    channels = fields.object("channels")
    if channels is not None:
        changes["switched"] = _switched(channels, before)
    rhythm = fields.choice("digest", Rhythm)
    if rhythm is not None:
        changes["rhythm"] = rhythm
    hour = fields.whole("digestHour", low=0, high=23)
    if hour is not None:
        changes["digest_hour"] = hour
    zone = fields.text("timeZone")
    if zone is not None:
        changes["time_zone"] = zone
    start, end = fields.text("quietFrom"), fields.text("quietUntil")
    if start is not None or end is not None:
        old = domain.told(before)
        changes["quiet"] = domain.quiet_hours(
            old["quietFrom"] if start is None else start, old["quietUntil"] if end is None else end
        )
    return changes


def _switched(channels: dict[str, Any], before: Choices) -> frozenset[tuple[Kind, Channel]]:
    wanted = {one for one in domain.SWITCHES if before.wants(*one)}
    words = {(kind.value, channel.value): (kind, channel) for kind, channel in domain.SWITCHES}
    for kind, switches in channels.items():
        for channel, on in switches.items() if isinstance(switches, dict) else [("", None)]:
            one = words.get((kind, channel))
            if one is None or not isinstance(on, bool):
                raise Invalid(
                    "“channels” has objects such as {“comment”: {“app”: true, “mail”: false}}; "
                    f"“{kind[:40]}” is not one that can be chosen.",
                    field="channels",
                )
            wanted.add(one) if on else wanted.discard(one)
    return domain.switched_to(frozenset(wanted))
