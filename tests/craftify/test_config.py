"""The configuration: typed, all problems at once, no values in the open."""

import base64
import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify import clock
from craftify.config import BASE_DIR, load
from craftify.dynamo.paging import decode_cursor, encode_cursor
from craftify.errors import Invalid
from craftify.security.secrets import weakness

GOOD_SECRET = "q7Zr0vK2mXw9sT4yB6nL1cJ8dF3hG5pA"
# Zones move an instant by less than a day, so that all of these can be told in UTC.
INSTANTS = st.datetimes(
    datetime.fromisoformat("0002-01-01"),
    datetime.fromisoformat("9998-12-31"),
    timezones=st.timezones(),
    allow_imaginary=False,
)


def test_every_problem_is_named_at_once_and_no_value_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CRAFTIFY_WEB_THREADS", "many-secret-words")
    monkeypatch.setenv("CRAFTIFY_LOG_LEVEL", "LOUD-secret")
    with pytest.raises(SystemExit) as stop:
        load()
    message = str(stop.value)
    assert "CRAFTIFY_WEB_THREADS" in message
    assert "CRAFTIFY_LOG_LEVEL" in message
    assert "secret" not in message


def test_production_refuses_the_development_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRAFTIFY_ENV", "production")
    with pytest.raises(SystemExit, match="CRAFTIFY_SECRET_KEY"):
        load()
    monkeypatch.setenv("CRAFTIFY_SECRET_KEY", GOOD_SECRET)
    assert load().env == "production"


@pytest.mark.parametrize(
    "weak",
    [
        GOOD_SECRET[:31],
        "x" * 64,
        "0123456789" * 8,
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "changeme-" + GOOD_SECRET,
        "django-insecure-" + GOOD_SECRET,
        "My-Password-" + GOOD_SECRET,
        (GOOD_SECRET[:20] + "-") * 3,
    ],
)
@pytest.mark.parametrize("name", ["CRAFTIFY_SECRET_KEY", "CRAFTIFY_SECRET_KEY_FALLBACKS"])
def test_production_refuses_weak_secrets_without_showing_them(
    monkeypatch: pytest.MonkeyPatch, name: str, weak: str
) -> None:
    monkeypatch.setenv("CRAFTIFY_ENV", "production")
    monkeypatch.setenv("CRAFTIFY_SECRET_KEY", GOOD_SECRET)
    monkeypatch.setenv(name, weak)
    with pytest.raises(SystemExit, match=f"{name} ") as stop:
        load()
    assert weak not in str(stop.value)


@given(st.binary(min_size=16, max_size=64))
def test_random_secrets_are_never_called_weak(seed: bytes) -> None:
    random = hashlib.sha512(seed).digest()
    for secret in (random.hex()[:32], base64.urlsafe_b64encode(random[:24]).decode()):
        assert weakness(secret) == ""


def test_the_process_itself_does_not_start(tmp_path: Path) -> None:
    settings = {"CRAFTIFY_ENV": "production", "CRAFTIFY_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", "1"],
        cwd=BASE_DIR,
        env=os.environ | settings | {"DJANGO_SETTINGS_MODULE": "craftify.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "nothing was started" in done.stderr
    assert "CRAFTIFY_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_settings_and_contradictions_are_named_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = {
        "ENV": "production", "WEB_THREADS": "0", "LOG_LEVEL": "LOUD", "DELIVERY": "worker",
        "MAIL": "smtp", "TRUSTED_PROXIES": "somewhere", "CORS_ORIGINS": "https://a.example/",
    }  # fmt: skip
    for name, value in wrong.items():
        monkeypatch.setenv(f"CRAFTIFY_{name}", value)
    with pytest.raises(SystemExit) as stop:
        load()
    lines = str(stop.value).splitlines()[1:]
    named = ["WEB_THREADS", "LOG_LEVEL", "TRUSTED_PROXIES", "CORS_ORIGINS", "SECRET_KEY",
             "SMTP_HOST", "DELIVERY"]  # fmt: skip
    assert [name for name in named if f"CRAFTIFY_{name}" not in str(stop.value)] == []
    assert len(lines) == len(set(lines)) == 7, lines


def test_what_is_wrong_is_not_blamed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRAFTIFY_MAIL", "ses")
    monkeypatch.setenv("CRAFTIFY_MAIL_FROM", "Acme <notices@acme.example>")
    monkeypatch.setenv("CRAFTIFY_SES_REGION", "eu-central-1")
    monkeypatch.setenv("CRAFTIFY_PUBLIC_URL", "nowhere")
    with pytest.raises(SystemExit) as stop:
        load()
    assert len(str(stop.value).splitlines()) == 2


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "https://a.example/", "https://a.example/x", "a.example", "HTTPS://A.example",
     "https://*.example", "https://u@a.example", "https://a.example:x", "https://a..example"],
)  # fmt: skip
def test_what_is_no_origin_opens_nothing(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("CRAFTIFY_CORS_ORIGINS", origin)
    with pytest.raises(SystemExit, match=r"CRAFTIFY_CORS_ORIGINS: .*must be origins"):
        load()


def test_origins_without_tls_and_credentials_for_nobody_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CRAFTIFY_CORS_CREDENTIALS", "true")
    with pytest.raises(SystemExit, match="CRAFTIFY_CORS_CREDENTIALS needs"):
        load()
    monkeypatch.setenv("CRAFTIFY_CORS_ORIGINS", "http://127.0.0.1:3000, https://[::1]")
    assert load().cors_origins == ["http://127.0.0.1:3000", "https://[::1]"]
    monkeypatch.setenv("CRAFTIFY_ENV", "production")
    monkeypatch.setenv("CRAFTIFY_SECRET_KEY", GOOD_SECRET)
    with pytest.raises(SystemExit, match="CRAFTIFY_CORS_ORIGINS must begin with https"):
        load()


def test_lists_are_split_at_commas_and_empty_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRAFTIFY_ALLOWED_HOSTS", "a.example, b.example,")
    monkeypatch.setenv("CRAFTIFY_REDIS_URL", "")
    config = load()
    assert config.allowed_hosts == ["a.example", "b.example"]
    assert config.redis_url == ""


def test_an_endpoint_or_a_region_turns_the_embedded_store_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert str(load().dynamodb_host).startswith("sqlite:///")
    monkeypatch.setenv("CRAFTIFY_DYNAMODB_REGION", "eu-central-1")
    assert load().dynamodb_host is None
    monkeypatch.setenv("CRAFTIFY_DYNAMODB_ENDPOINT", "http://127.0.0.1:8001")
    assert load().dynamodb_host == "http://127.0.0.1:8001"


@pytest.mark.parametrize("arguments", [["check"], ["check", "--deploy", "--fail-level", "ERROR"]])
def test_django_finds_nothing_wrong(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "craftify.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@given(INSTANTS, INSTANTS)
def test_stamps_sort_like_their_instants_and_come_back(one: datetime, other: datetime) -> None:
    one, other = (
        each.replace(microsecond=each.microsecond // 1000 * 1000) for each in (one, other)
    )
    # In UTC, because Python calls instants of a repeated hour unequal to those of another zone.
    instant, later = one.astimezone(UTC), other.astimezone(UTC)
    assert clock.parse(clock.stamp(one)) == instant
    assert (clock.stamp(one) < clock.stamp(other)) == (instant < later)


@given(st.dictionaries(st.text(max_size=8), st.dictionaries(st.just("S"), st.text(max_size=8))))
def test_cursors_come_back_to_their_own_list(key: dict[str, dict[str, str]]) -> None:
    cursor = encode_cursor(key, of="cards")
    assert decode_cursor(cursor, of="cards") == key
    with pytest.raises(Invalid):
        decode_cursor(cursor, of="decks")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"MAIL": "smtp"}, "CRAFTIFY_PUBLIC_URL and CRAFTIFY_MAIL_FROM and CRAFTIFY_SMTP_HOST"),
        ({"MAIL": "ses", "PUBLIC_URL": "https://a.example"}, "MAIL_FROM and CRAFTIFY_SES_REGION"),
        ({"MAIL_FROM": "Craftify"}, "CRAFTIFY_MAIL_FROM: .*must be such as"),
        ({"MAIL_FROM": "x@y.example\r\nBcc: z@y.example"}, "CRAFTIFY_MAIL_FROM: .*must be such as"),
        ({"PUBLIC_URL": "https://a.example/path"}, "CRAFTIFY_PUBLIC_URL"),
        ({"PUBLIC_URL": "javascript:alert(1)"}, "CRAFTIFY_PUBLIC_URL"),
    ],
)
def test_mail_that_would_lead_nowhere_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], missing: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"CRAFTIFY_{name}", value)
    with pytest.raises(SystemExit, match=missing):
        load()


def test_mail_with_all_that_it_needs_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRAFTIFY_MAIL", "smtp")
    monkeypatch.setenv("CRAFTIFY_PUBLIC_URL", "https://mail.example:8443")
    monkeypatch.setenv("CRAFTIFY_MAIL_FROM", "Acme <notices@acme.example>")
    monkeypatch.setenv("CRAFTIFY_SMTP_HOST", "127.0.0.1")
    assert load().smtp_security == "starttls"
