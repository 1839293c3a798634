"""What a letter may say: plain data for Liquid, true at the moment of sending."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.domain import Member
from accounts.notifications import queries as notifications
from accounts.notifications.domain import Kind
from approvals import queries
from approvals.domain import Workflow
from craftify import clock
from craftify.outbox import Entry
from templates_app.rendering.merge import JSON

Facts = Mapping[str, JSON]
_SHOWN = 20  # of each list in a summary
_TAG = re.compile(r"\{\{-?\s*(?:[\w\[\]]+\.)*(\w+).*?\}\}|\{%.*?%\}", re.DOTALL)
_OUTCOMES = {"approved": "Approved", "rejected": "Rejected"}
_WHY = {
    Kind.REQUESTED: "You get this because you are asked.",
    Kind.REMINDER: "You get this because your decision is due.",
    Kind.ESCALATION: "You get this because you take part in this review.",
    Kind.MENTION: "You get this because somebody named you.",
    Kind.ALERT: "Alerts like this cannot be switched off.",
    Kind.WEBHOOK: "You get this because you manage webhooks.",
}
_USUAL = "You get this because you take part in this review."
_NEWS = {
    Kind.PROGRESS: ("One more approval", "Open the review"),
    Kind.THREAD: ("A thread changed", "Open the thread"),
    Kind.WITHDRAWN: ("Withdrawn", "Open the review"),
    Kind.DELEGATION: ("Who decides has changed", "See who decides"),
    Kind.WEBHOOK: ("A webhook was switched off", "Open the webhook"),
}


def facts(entry: Entry, reader: Member, review: Workflow | None) -> Facts:
    """What is known about an event, for one reader."""
    data, kind = entry.data, Kind(entry.data["kind"])
    title, verb = _NEWS.get(kind, ("", ""))
    happened = data["event"]["data"]
    return {
        **_frame(reader, _WHY.get(kind, _USUAL)),
        "sentence": data["sentence"],
        "quote": data["quote"].strip().splitlines(),
        "by": data["by_name"],
        "url": absolute(data["target"]),
        "title": title,
        "verb": verb,
        "outcome": _OUTCOMES.get(happened.get("status", ""), ""),
        "confirmed": happened.get("stage") == "confirmed",
        "review": _shown(review, reader) if review else None,
        "rows": _rows(review, reader) if review else [],
    }


def digest_facts(entry: Entry, reader: Member) -> Facts | None:
    """What waits for the reader, and what they were told since the last summary; None if nothing
    does and nothing happened."""
    since, until = clock.parse(entry.data["since"]), clock.parse(entry.data["until"])
    waiting = queries.waiting_for(reader)
    news = notifications.news(reader, since, until)
    if not waiting and not news:
        return None
    count = len(waiting)
    waiting_words = "1 review waits" if count == 1 else f"{count} reviews wait"
    happened = f"{len(news)} thing{'' if len(news) == 1 else 's'} happened"
    sentence = f"{happened} since {_when(since, reader)}." if news else "Nothing else happened."
    return {
        **_frame(reader, "You get this because you chose a summary."),
        "title": f"{waiting_words} for you, {_first(reader)}" if waiting else "What happened",
        "sentence": sentence,
        "waiting_words": waiting_words,
        "waiting": [
            {
                "name": one.template_name,
                "about": f"Version {one.version} from {one.created_by_name}{_due(one, reader)}",
                "url": absolute(reverse("approvals:review", args=[one.id])),
            }
            for one in waiting[:_SHOWN]
        ],
        "news_title": _more("What happened", news),
        "news": [
            {
                "sentence": one.notice.sentence,
                "when": _when(one.at, reader),
                "url": absolute(one.notice.target),
            }
            for one in news[-_SHOWN:]
        ],
        "url": absolute(reverse("approvals:list" if waiting else "notifications:list")),
        "verb": "Open what waits for you" if waiting else "Open your notifications",
    }


def absolute(path: str) -> str:
    """A page's address for the world, whatever host a request was sent to."""
    return settings.CRAFTIFY.public_url + path


def _frame(reader: Member, why: str) -> dict[str, JSON]:
    return {
        "reader": {"name": reader.name, "first": _first(reader)},
        "organization": reader.organization.name,
        "why": why,
        "choices": absolute(reverse("notifications:choices")),
    }


def _shown(review: Workflow, reader: Member) -> dict[str, JSON]:
    due = review.step.due_at if review.is_open else None
    return {
        "name": review.template_name,
        "version": review.version,
        "subject": _without_tags(review.subject) or "No subject",
        "due": _when(due, reader) if due else "",
    }


def _rows(review: Workflow, reader: Member) -> list[JSON]:
    step = review.current_step + 1
    rows = [("Version", f"{review.version}, from {review.created_by_name}")]
    if review.is_open:
        rows.append(("Step", f"{review.step.name}, {step} of {len(review.steps)}"))
    if review.is_open and review.step.due_at:
        rows.append(("Due", _when(review.step.due_at, reader)))
    rows.append(("Digest", f"{review.digest[:4]} {review.digest[4:8]}"))
    return [{"name": name, "value": value} for name, value in rows]


def _first(reader: Member) -> str:
    return reader.user.first_name or reader.name


def _due(review: Workflow, reader: Member) -> str:
    return f", due {_when(review.step.due_at, reader)}" if review.step.due_at else ""


def _more(words: str, found: Sequence[object]) -> str:
    return f"{words}: the last {_SHOWN} of {len(found)}" if len(found) > _SHOWN else words


def _when(instant: datetime, reader: Member) -> str:
    """`Friday, 27 November, 17:00 CET`, where the reader lives."""
    local = instant.astimezone(notifications.choices(reader).zone)
    return f"{local:%A}, {local.day} {local:%B}, {local:%H:%M %Z}"


def _without_tags(subject: str) -> str:
    """A subject as people read it: `Order {{ order.number }}` is “Order [number]”."""
    return _TAG.sub(lambda found: f"[{found[1]}]" if found[1] else "", subject).strip()
