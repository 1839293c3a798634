"""What the frame of every page needs. Nothing here touches the store: error pages use it too."""

from django.http import HttpRequest

THEME_COOKIE = "craftify_theme"
SIDEBAR_COOKIE = "craftify_sidebar"
THEMES = ("system", "light", "dark")


def shell(request: HttpRequest) -> dict[str, str]:
    """`theme` (a copy of the user's choice, so that pages are drawn in it) and `sidebar`."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in THEMES else "system",
        "sidebar": "rail" if request.COOKIES.get(SIDEBAR_COOKIE) == "rail" else "",
    }
