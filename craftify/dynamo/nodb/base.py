"""The backend's connection; Django looks for it in this module."""

from typing import Any, NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.dummy.base import DatabaseOperations as DummyOperations
from django.db.backends.dummy.base import DatabaseWrapper as DummyWrapper
from django.db.backends.dummy.features import DummyDatabaseFeatures


class Features(DummyDatabaseFeatures):
    """Django's TestCase uses `atomic()` instead of flushing tables only if this is said."""

    supports_transactions = True


def _nothing(*_: Any, **__: Any) -> None:
    """Begin, end or undo: there is nothing to do."""


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise ImproperlyConfigured(
        "There is no SQL database: a query reached Django's ORM. Read and write through the "
        "application's store.py."
    )


class Operations(DummyOperations):
    """The first thing that a query asks for is how to quote a name."""

    quote_name = _refuse


class DatabaseWrapper(DummyWrapper):
    """Transactions without effect, queries refused."""

    vendor = "nodb"
    display_name = "no SQL database"
    features_class = Features
    ops_class = Operations
    connect = ensure_connection = _commit = _rollback = _savepoint_commit = _nothing
    _savepoint = _savepoint_rollback = _close = close = _nothing
    cursor = _cursor = create_cursor = chunked_cursor = _refuse

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        self.autocommit = True

    def get_autocommit(self) -> bool:
        """Whether no block is open."""
        return self.autocommit

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001 (Django's signature)
        self.autocommit = autocommit
