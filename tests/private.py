"""What no line of the log may look like (LOG-6), told apart without the product's own rules."""

import re
from pathlib import Path

PRIVATE = re.compile(
    r"[^\s\"'<]*@[^\s\"'<]+\.(?:example|com|org|net|test|localhost)\b"  # an address
    r"|eyJ\S+\.\S+"  # a token
    r"|/(?:invitation|reset-password|confirm-email|sign-up)/(?!\[hidden\])\S"  # a letter's link
    r"|correct-horse|craftify-demo"  # the passwords of the tests and of the demo
)


def private_lines(file: Path) -> list[str]:
    """The lines of a process's log that say what they may not."""
    lines = file.read_text().splitlines() if file.exists() else []
    return [line for line in lines if PRIVATE.search(line)]
