"""The networks that the operator names."""

from ipaddress import ip_network

import pytest

from craftify.config import load


def test_networks_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().webhook_allowed_networks == []
    monkeypatch.setenv("CRAFTIFY_WEBHOOK_ALLOWED_NETWORKS", "10.1.0.0/16, fd00:1::/32,")
    assert load().webhook_allowed_networks == [ip_network("10.1.0.0/16"), ip_network("fd00:1::/32")]


@pytest.mark.parametrize("value", ["10.1.0.1/16", "intranet", "10.0.0.0/33"])
def test_what_is_no_network_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CRAFTIFY_WEBHOOK_ALLOWED_NETWORKS", value)
    with pytest.raises(SystemExit, match=r"CRAFTIFY_WEBHOOK_ALLOWED_NETWORKS: .*must be networks"):
        load()
