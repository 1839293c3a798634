"""What Django's settings say of the API."""

from datetime import timedelta

REST_FRAMEWORK: dict[str, object] = {
    # Tokens first: DRF answers anonymous requests with 401 only when the first one names a scheme.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.keys.api.permissions.WithinScope",
        "accounts.organizations.api.permissions.Admitted",
    ],
    "DEFAULT_RENDERER_CLASSES": [
        "craftify.api.renderer.JsonRenderer",
        "craftify.api.renderer.BrowsableRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["craftify.api.parsers.JsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "craftify.api.renderer.JsonUnlessHtml",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "craftify.api.errors.answer_refusal",
    # `?format=` is the export's own parameter.
    "URL_FORMAT_OVERRIDE": None,
}


def simple_jwt(*, access_minutes: int, refresh_days: int) -> dict[str, object]:
    """The settings of simplejwt; tokens are signed with Django's SECRET_KEY (HS256)."""
    return {
        "ACCESS_TOKEN_LIFETIME": timedelta(minutes=access_minutes),
        "REFRESH_TOKEN_LIFETIME": timedelta(days=refresh_days),
        "USER_ID_CLAIM": "sub",
        "LEEWAY": timedelta(seconds=10),  # clocks of several machines differ a little
    }
