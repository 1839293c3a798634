"""The limit: an application that answers so many bytes and does nothing, on the product's server.

`python -m tests.bench.hello PORT BYTES`.
"""

import os
import sys
from collections.abc import Mapping
from typing import Any

import django
from daphne.endpoints import build_endpoint_description_strings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "craftify.settings")
django.setup()

from craftify.server import Server  # noqa: E402 (the settings must be loaded first)

BODY = b"x" * int(sys.argv[2])


async def hello(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    """Answer."""
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(BODY)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})


if __name__ == "__main__":
    endpoints = build_endpoint_description_strings(host="127.0.0.1", port=int(sys.argv[1]))
    Server(hello, endpoints=endpoints).run()
