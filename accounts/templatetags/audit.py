"""`{% audit_link review.id %}`: where the whole trail of a thing is read, for those who may."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from accounts.domain import Permission

register = template.Library()


@register.simple_tag(takes_context=True)
def audit_link(context: Context, resource: str) -> SafeString:
    """A link to the events of `resource`; nothing for members who may not see them."""
    member: Any = context["member"]
    if not member.may(Permission.AUDIT_VIEW):
        return SafeString("")
    address = f"{reverse('audit:trail')}?{urlencode({'resource': resource})}"
    return format_html('<a href="{}">In the audit trail</a>', address)
