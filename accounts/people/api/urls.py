"""Addresses of members in the API."""

from accounts.people.api.views import Suspension, User, Users
from craftify.api.endpoints import endpoint

_ONE = "/users/<str:user_id>"

urlpatterns = [
    *endpoint("/users", Users, "users"),
    *endpoint(_ONE, User, "user"),
    *endpoint(f"{_ONE}/suspension", Suspension, "user-suspension"),
]
