"""Addresses of invitations in the API."""

from accounts.invitations.api.views import Acceptances, Invitation, Invitations, Letters
from craftify.api.endpoints import endpoint

_ONE = "/invitations/<str:invitation_id>"

urlpatterns = [
    *endpoint("/invitations", Invitations, "invitations"),
    *endpoint("/invitations/acceptances", Acceptances, "invitation-acceptances"),
    *endpoint(_ONE, Invitation, "invitation"),
    *endpoint(f"{_ONE}/letters", Letters, "invitation-letters"),
]
