"""What the frame of every page needs. Nothing here touches the store: error pages use it too."""

from django.http import HttpRequest

from craftify import clock

THEME_COOKIE = "craftify_theme"
SIDEBAR_COOKIE = "craftify_sidebar"
THEMES = ("system", "light", "dark")


def shell(request: HttpRequest) -> dict[str, str]:
    """`theme` (a copy of the user's choice, so that pages are drawn in it), `sidebar`, and when.

    What is told after `rendered_at` is not in the page yet.
    """
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in THEMES else "system",
        "sidebar": "rail" if request.COOKIES.get(SIDEBAR_COOKIE) == "rail" else "",
        "rendered_at": clock.stamp(clock.now()),
    }
