"""The settings that tests run under: the product's own, on a store of their own."""

import atexit
import os
import shutil
import tempfile

DATA_DIR = tempfile.mkdtemp(prefix="craftify-test-")
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
os.environ.update(
    {"CRAFTIFY_ENV": "test", "CRAFTIFY_DATA_DIR": DATA_DIR, "CRAFTIFY_LOG_FILES": "false"}
)
# Tests ask more often than people do; those of the limits set their own.
for caller in ("ANONYMOUS", "USER"):
    os.environ[f"CRAFTIFY_{caller}_REQUESTS_PER_15_MINUTES"] = "0"

from craftify.settings import *  # noqa: E402, F403 (the environment must be set before)

# Argon2 costs 150 ms a password on purpose; one test of it is enough (tests/accounts).
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "accounts.hashers.OneAtATimeArgon2",
]
SECURITY_EVENTS_SECONDS = 0.0  # when a test says so, not in between
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
