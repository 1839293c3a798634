"""Instants as people say them: clock times today, dates later."""

from datetime import datetime, timedelta


def short(instant: datetime, now: datetime) -> str:
    """`Just now`, `5 min ago`, `Today, 08:51`, `Yesterday, 16:05`, `Tuesday, 16:05`, `9 March`.

    The same steps are in `static/js/short-date.js`, which knows the reader's time zone.
    """
    age = now - instant
    if timedelta(minutes=-1) < age < timedelta(minutes=1):
        return "Just now"
    if timedelta(0) < age < timedelta(hours=1):
        return f"{int(age.total_seconds() // 60)} min ago"
    days = (now.date() - instant.date()).days
    if 0 <= days < 7:
        day = {0: "Today", 1: "Yesterday"}.get(days, f"{instant:%A}")
        return f"{day}, {instant:%H:%M}"
    return f"{instant.day} {instant:%B}" + (f" {instant.year}" if instant.year != now.year else "")
