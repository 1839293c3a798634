"""The backend that holds no data: blocks work, queries are refused in words."""

import os
import subprocess
import sys

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction

from accounts.models import AuthUser
from craftify.config import BASE_DIR


def test_callbacks_run_after_the_outermost_block_in_order() -> None:
    ran: list[str] = []
    with transaction.atomic():
        transaction.on_commit(lambda: ran.append("outer"))
        with transaction.atomic():
            transaction.on_commit(lambda: ran.append("inner"))
        assert ran == []
    assert ran == ["outer", "inner"]
    assert connection.get_autocommit()


def test_callbacks_are_dropped_with_an_exception() -> None:
    ran: list[str] = []

    def fail() -> None:
        with transaction.atomic():
            transaction.on_commit(lambda: ran.append("never"))
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    with transaction.atomic():
        pass
    assert ran == []
    assert connection.get_autocommit()


@pytest.mark.parametrize("model", [Permission, Group, ContentType])
def test_every_query_is_refused_in_words(model: type[models.Model]) -> None:
    manager = model._default_manager
    for query in (
        manager.all().first,
        manager.count,
        manager.exists,
        manager.create,
        manager.all().delete,
    ):
        with pytest.raises(ImproperlyConfigured, match=r"no SQL database|store\.py"):
            query()
    with pytest.raises(ImproperlyConfigured, match="no SQL database"):
        connection.cursor()


def test_the_user_model_has_no_rows() -> None:
    with pytest.raises(ImproperlyConfigured, match="no SQL database"):
        AuthUser(id="usr_1", email="a@b.example").save()


def test_migrate_says_that_there_is_nothing_to_migrate() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "craftify.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "create_tables" in done.stderr
    assert "Traceback" not in done.stderr
