"""The one-hop handler behind a real Daphne, for `test_daphne.py`; prints the port it takes."""

import os
import time
from collections.abc import Iterator

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.conf import settings  # noqa: E402 (the applications must be loaded first)
from django.http import (  # noqa: E402
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from craftify.onehop import OneHopHandler  # noqa: E402
from craftify.server import Server  # noqa: E402
from craftify.web.guard import public  # noqa: E402

closed: list[str] = []


@csrf_exempt
@public
def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.method} {request.path} {len(request.body)}")


@public
def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake of ours")


@public
def drip(request: HttpRequest) -> StreamingHttpResponse:
    """Two parts, or with `?endless` parts for ever."""

    def parts() -> Iterator[bytes]:
        try:
            yield b"one "
            yield b"two"
            while "endless" in request.GET:
                time.sleep(0.01)
                yield b"more"
        finally:
            closed.append(request.get_full_path())

    return StreamingHttpResponse(parts())


@public
def state(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"closed": closed})


urlpatterns = [path("echo", echo), path("fail", fail), path("drip", drip), path("state", state)]
handler500 = "craftify.web.errors.server_error"


if __name__ == "__main__":
    settings.ROOT_URLCONF = __name__
    server = Server(OneHopHandler(), endpoints=["tcp:port=0:interface=127.0.0.1"])
    server.ready_callable = lambda: print(server.listening_addresses[0][1], flush=True)
    server.run()
