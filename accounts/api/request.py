"""The type of an API request."""

from rest_framework.request import Request

from accounts.domain import Member


class ApiRequest(Request):
    """DRF's request with who acts and its number. Only an annotation: DRF makes the objects."""

    member: Member
    id: str
