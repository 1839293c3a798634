"""What the frame of every page needs; nothing in here touches the store, so error pages may use it."""

from django.http import HttpRequest

THEME_COOKIE = "craftify_theme"
SIDEBAR_COOKIE = "craftify_sidebar"
THEMES = ("system", "light", "dark")


def shell(request: HttpRequest) -> dict[str, str]:
    """`theme` (a copy of the user's choice, kept in a cookie so that no page flashes) and `sidebar`."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in THEMES else "system",
        "sidebar": "rail" if request.COOKIES.get(SIDEBAR_COOKIE) == "rail" else "",
    }
