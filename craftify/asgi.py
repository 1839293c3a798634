"""The ASGI application: pages and API in one thread hop, sockets beside them."""

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "craftify.settings")
django.setup()

from django.urls import path, re_path  # noqa: E402 (the applications must be loaded first)

from accounts.live import member_sockets  # noqa: E402
from craftify.live.sockets import live, nowhere  # noqa: E402
from craftify.observability.request_id import identified  # noqa: E402
from craftify.onehop import OneHopHandler  # noqa: E402
from craftify.security.addresses import known_callers  # noqa: E402
from craftify.security.limits import limited  # noqa: E402

application = identified(
    known_callers(
        limited(
            ProtocolTypeRouter(
                {
                    "http": OneHopHandler(),
                    "websocket": AllowedHostsOriginValidator(
                        member_sockets(
                            URLRouter(
                                [
                                    path("ws/live", live),  # type: ignore[arg-type]  # no view
                                    re_path("", nowhere),  # type: ignore[arg-type]  # no view
                                ]
                            )
                        )
                    ),
                }
            )
        )
    )
)
