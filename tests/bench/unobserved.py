"""The product's settings without what watches it, for `tests.bench.observing` to compare with."""

from craftify.apps import CraftifyConfig
from craftify.settings import *  # noqa: F403 (all but what is changed below)
from craftify.settings import CACHES, INSTALLED_APPS, LOGGING, MIDDLEWARE


class Unmeasured(CraftifyConfig):
    """The frame, with nothing around the store's operations."""

    def ready(self) -> None:
        """Put the embedded store under PynamoDB."""
        from craftify.dynamo import embedded

        embedded.install()


INSTALLED_APPS[INSTALLED_APPS.index("craftify")] = "tests.bench.unobserved.Unmeasured"
MIDDLEWARE.remove("craftify.observability.timing.TimingMiddleware")
CACHES["default"]["BACKEND"] = "django.core.cache.backends.locmem.LocMemCache"
LOGGING["root"] = {"handlers": ["console"], "level": "ERROR"}
