"""The frame as a Django application: puts the embedded store under PynamoDB."""

from django.apps import AppConfig


class CraftifyConfig(AppConfig):
    """Installed first, so that every table finds its engine."""

    name = "craftify"

    def ready(self) -> None:
        from craftify.dynamo import embedded, measured

        embedded.install()
        measured.install()
