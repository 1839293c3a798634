"""Letters as files, `<data directory>/outbox/<id>.eml`: for development, and to look at them."""

import os
import tempfile
from pathlib import Path

from django.conf import settings

from craftify.errors import Unavailable
from craftify.mail.letter import Letter, encoded


def folder() -> Path:
    """Where the files are; made when it is missing."""
    path: Path = settings.CRAFTIFY.data_dir / "outbox"
    path.mkdir(parents=True, exist_ok=True)
    return path


def send(letter: Letter) -> None:
    """Write the file at once and whole; sent again, it takes its own place.

    Raises:
        Undeliverable: see `letter.encoded`.
        Unavailable: the file cannot be written.
    """
    content = encoded(letter)
    try:
        _put(folder() / f"{letter.atom}.eml", content)
    except OSError as error:
        raise Unavailable(f"The letter could not be written: {error.strerror}.") from error


def _put(place: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, place)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def probe() -> None:
    """Raise OSError unless a file can be written there."""
    with tempfile.TemporaryFile(dir=folder()):
        pass
