"""What a request with a key may ask for at all."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.domain import Permission
from accounts.keys.domain import Key, OutOfScope
from craftify.api.operations import operation_of


class WithinScope(BasePermission):
    """A key is let in where an endpoint says which permission it is about, and the key has it.

    An endpoint that says nothing, like those about oneself, is closed to every key.
    """

    def has_permission(self, request: Request, view: object) -> bool:
        """True, or the refusal.

        Raises:
            OutOfScope: the key is not for this.
        """
        if not isinstance(request.auth, Key):
            return True
        operation = operation_of(view, request.method or "")
        scope = operation.scope or operation.needs if operation else ""
        if scope == "*" or scope in request.auth.scopes:
            return True
        if scope in list(Permission):
            raise OutOfScope(
                f"The API key “{request.auth.name}” was not made for this: it lacks “{scope}”.",
                scope=str(scope),
            )
        raise OutOfScope("No API key is for this. Sign in with POST /api/auth/token.", scope="")
