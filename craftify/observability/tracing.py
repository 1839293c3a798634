"""Traces for OpenTelemetry, when `CRAFTIFY_OTLP_ENDPOINT` names who collects them.

The packages are the extra `tracing` of pyproject.toml. A span says what was done and how it ended,
never with which values.
"""

import atexit
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from django.conf import settings

import craftify

_PATIENCE = 3  # seconds for a request to the collector, and for the last ones at the end
_NOTHING: AbstractContextManager[Any] = nullcontext()


def span(name: str, **attributes: str | int) -> AbstractContextManager[Any]:
    """While something is done, as a part of what is done around it; nothing when tracing is off."""
    tracer = _tracer()
    if tracer is None:
        return _NOTHING
    named = {f"craftify.{key}": value for key, value in attributes.items()}
    # The text of an exception may hold anything; its line in the log has the request's id.
    return tracer.start_as_current_span(  # type: ignore[no-any-return]  # an optional package
        name, attributes=named, record_exception=False, set_status_on_exception=True
    )


def request_span(
    method: str, headers: Mapping[str, str], request_id: str
) -> AbstractContextManager[Any]:
    """The span of a request, in the trace that its caller began (`traceparent`)."""
    tracer = _tracer()
    if tracer is None:
        return _NOTHING
    from opentelemetry.trace import SpanKind  # noqa: PLC0415 (an optional package)
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415 (as above)
        TraceContextTextMapPropagator,
    )

    carrier = {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}
    return tracer.start_as_current_span(  # type: ignore[no-any-return]  # an optional package
        method,
        context=TraceContextTextMapPropagator().extract(carrier),
        kind=SpanKind.SERVER,
        attributes={"http.request.method": method, "craftify.request_id": request_id},
        record_exception=False,
    )


@cache
def _tracer() -> Any:
    """The tracer of this process, None when tracing is off.

    Raises:
        SystemExit: it is on, and the packages are not installed.
    """
    endpoint = settings.CRAFTIFY.otlp_endpoint
    if not endpoint:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        raise SystemExit(
            "CRAFTIFY_OTLP_ENDPOINT is set, but OpenTelemetry is not installed. Install the extra "
            "“tracing” (pip install '.[tracing]') or unset it."
        ) from None
    resource = Resource.create(
        {
            "service.name": "craftify-email",
            "service.version": craftify.__version__,
            "deployment.environment.name": settings.CRAFTIFY.env,
        }
    )
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=_PATIENCE)
    processor = BatchSpanProcessor(exporter)
    provider.add_span_processor(processor)
    # The library's own end waits half a minute for a collector that is not there.
    atexit.register(processor._batch_processor.shutdown, _PATIENCE * 1000)  # noqa: SLF001
    return provider.get_tracer("craftify", craftify.__version__)
