"""Letters to people: written by the application, sent by what the settings name.

An entry of the outbox of the kind "mail" is one letter to one person. `settings.MAIL_LETTERS` names
the function that writes it, at the moment of sending, so that it says what is true then and goes to
nobody who left. Its id is the entry's: whoever gets it twice can tell.
"""

from collections.abc import Callable
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from craftify.mail import files, ses, smtp
from craftify.mail.letter import Letter
from craftify.outbox import Entry

__all__ = ["Letter", "deliver", "probe", "send"]
Writer = Callable[[Entry], Letter | None]


class Transport(Protocol):
    """How letters leave."""

    def send(self, letter: Letter) -> None:
        """Hand a letter over.

        Raises:
            Undeliverable: it can never be sent.
            Unavailable: not now.
        """

    def probe(self) -> None:
        """Raise whatever shows that nothing can be sent."""


_TRANSPORTS: dict[str, Transport] = {"files": files, "smtp": smtp, "ses": ses}


def deliver(entry: Entry) -> None:
    """Write the letter of an entry and send it; nothing when there is nothing to say any more.

    Raises:
        Undeliverable, Unavailable: see `Transport.send`.
    """
    write: Writer = import_string(settings.MAIL_LETTERS)
    letter = write(entry)
    if letter:
        send(letter)


def send(letter: Letter) -> None:
    """Send a letter by the configured transport.

    Raises:
        Undeliverable, Unavailable: see `Transport.send`.
    """
    _TRANSPORTS[settings.CRAFTIFY.mail].send(letter)


def probe() -> None:
    """For `/health`: whether letters can be sent."""
    _TRANSPORTS[settings.CRAFTIFY.mail].probe()
