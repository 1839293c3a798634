"""The frame's tables, gathered where Django loads every application's models."""

from craftify.api.idempotency.models import KeyItem
from craftify.dynamo.sessions import SessionItem
from craftify.dynamo.unique import Guard
from craftify.history import EventItem, HeadItem
from craftify.history.checkpoints import CheckpointItem, CheckpointPartItem
from craftify.outbox.models import OutboxItem
from craftify.periodic import PeriodicItem

__all__ = [
    "CheckpointItem",
    "CheckpointPartItem",
    "EventItem",
    "Guard",
    "HeadItem",
    "KeyItem",
    "OutboxItem",
    "PeriodicItem",
    "SessionItem",
]
