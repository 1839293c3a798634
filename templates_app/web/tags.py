"""Tags as people type them: words between commas."""


def tags_of(text: str) -> tuple[str, ...]:
    """The tags of a line, without empty ones."""
    return tuple(tag for word in text.split(",") if (tag := word.strip()))
