"""Browsers in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.signin.domain import device

MOZILLA = "Mozilla/5.0"
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"{MOZILLA} (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (f"{MOZILLA} (Windows NT 10.0) {KIT} Chrome/140.0 Safari/537.36", "Chrome on Windows"),
        (f"{MOZILLA} (Windows NT 10.0) {KIT} Chrome/140.0 Edg/140.0", "Edge on Windows"),
        (f"{MOZILLA} (iPhone; like Mac OS X) {KIT} Version/18.0 Safari/604.1", "Safari on iPhone"),
        (f"{MOZILLA} (Linux; Android 15) {KIT} Chrome/140.0 Mobile", "Chrome on Android"),
        (f"{MOZILLA} (Macintosh; Mac OS X 10_15) {KIT} Version/18.0 Safari/6", "Safari on macOS"),
        (f"{MOZILLA} (X11; CrOS x86_64) {KIT} Chrome/140.0 Safari/537.36", "Chrome on ChromeOS"),
        (f"{MOZILLA} (X11; Linux x86_64)", "A browser on Linux"),
        ("curl/8.5.0", "curl"),
        ("python-requests/2.32", "python-requests"),
        ("", "Unknown device"),
        ("<script>", "Unknown device"),
    ],
)  # fmt: skip
def test_a_device_has_a_name(agent: str, words: str) -> None:
    assert device(agent) == words


@given(st.text(max_size=300))
def test_whatever_is_sent_the_name_is_short_and_on_one_line(agent: str) -> None:
    assert 0 < len(device(agent)) <= 60
    assert "\n" not in device(agent)
