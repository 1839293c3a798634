"""`{% load settings_pages %}`: the pages of the settings that a member may open."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse

from accounts.domain import Member, Permission

register = template.Library()


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """One link of the settings' own navigation."""

    label: str
    address: str
    icon: str
    is_current: bool


@register.simple_tag(takes_context=True)
def settings_pages(context: Context) -> list[SettingsPage]:
    """`{% settings_pages as pages %}`, from `settings.SETTINGS_PAGES`."""
    member: Any = context["member"]
    path: str = context["request"].path
    found = [
        (label, reverse(name), icon)
        for label, name, icon, permission in settings.SETTINGS_PAGES
        if _may(member, permission)
    ]
    best = max(
        (address for _, address, _ in found if path.startswith(address)), key=len, default=""
    )
    return [SettingsPage(label, address, icon, address == best) for label, address, icon in found]


@register.simple_tag(takes_context=True)
def settings_home(context: Context) -> str:
    """Where the link “Settings” leads for this member; nothing when there is no page for them."""
    member: Any = context["member"]
    for _, name, _, permission in settings.SETTINGS_PAGES:
        if _may(member, permission):
            return reverse(name)
    return ""


def _may(member: Member, permission: str) -> bool:
    return not permission or member.may(Permission(permission))
