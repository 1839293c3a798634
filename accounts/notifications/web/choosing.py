"""The page on which one chooses what one is told, where and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.domain import Permission
from accounts.notifications import actions, domain, queries
from accounts.notifications.domain import LABELS, Channel, Choices, Kind, Rhythm
from accounts.web.request import PageRequest
from craftify.errors import Invalid

_RHYTHMS = (
    (Rhythm.OFF, "No summary"),
    (Rhythm.DAILY, "Every day"),
    (Rhythm.WEEKLY, "Every Monday"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of notification with its two switches."""

    kind: Kind
    choices: Choices

    @property
    def words(self) -> tuple[str, str]:
        return LABELS[self.kind]

    @property
    def fixed(self) -> bool:
        """Whether it cannot be switched off."""
        return self.kind == Kind.ALERT

    @property
    def switches(self) -> Sequence[tuple[str, str, bool]]:
        """Name, words and state of each."""
        return [
            (f"{self.kind.value}.app", "here", self.choices.wants(self.kind, Channel.APP)),
            (f"{self.kind.value}.mail", "by mail", self.choices.wants(self.kind, Channel.MAIL)),
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: PageRequest) -> HttpResponse:
    """The form, and its answer."""
    refusal: Invalid | None = None
    if request.method == "POST":
        try:
            actions.choose(actor=request.member, **_given(request))
        except Invalid as refused:
            refusal = refused
        else:
            messages.success(request, "Your choices were saved.")
            return redirect("notifications:choices")
    chosen = queries.choices(request.member)
    may_webhooks = request.member.may(Permission.WEBHOOKS_MANAGE)
    context = {
        "chosen": chosen,
        "lines": [Line(kind, chosen) for kind in Kind if kind != Kind.WEBHOOK or may_webhooks],
        "rhythms": _RHYTHMS,
        "hours": [(hour, f"{hour:02}:00") for hour in range(24)],
        "zones": domain.time_zones(),
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "accounts/notifications/choices.html", context, status=status)


def _given(request: PageRequest) -> actions.Changes:
    form: Any = request.POST
    wanted = frozenset(
        (kind, channel)
        for kind, channel in domain.SWITCHES
        if f"{kind.value}.{channel.value}" in form
    )
    hour = form.get("hour", "")
    return {
        "switched": domain.switched_to(wanted),
        "rhythm": Rhythm(form["rhythm"]) if form.get("rhythm") in list(Rhythm) else Rhythm.OFF,
        "digest_hour": int(hour) if hour.isascii() and hour.isdigit() and len(hour) < 3 else -1,
        "time_zone": form.get("zone", ""),
        "quiet": domain.quiet_hours(form.get("quiet-from", ""), form.get("quiet-until", "")),
    }
