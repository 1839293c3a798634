"""What an organization demands, of requests of the API."""

from typing import cast

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.api.request import ApiRequest
from accounts.organizations import admission


class Admitted(BasePermission):
    """Whoever the organization does not admit is refused, but by views with `demands_nothing`."""

    def has_permission(self, request: Request, view: object) -> bool:
        """True, or the refusal.

        Raises:
            NetworkRefused, SecondFactorNeeded: see `admission.admit`.
        """
        if not getattr(view, "demands_nothing", False):
            admission.admit(cast("ApiRequest", request).member)
        return True
