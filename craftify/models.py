"""The frame's tables, gathered where Django loads every application's models."""

from craftify.dynamo.sessions import SessionItem
from craftify.dynamo.unique import Guard
from craftify.history import EventItem
from craftify.outbox.models import OutboxItem
from craftify.periodic import PeriodicItem

__all__ = ["EventItem", "Guard", "OutboxItem", "PeriodicItem", "SessionItem"]
