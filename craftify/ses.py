"""The one client of Amazon SES (API v2): letters go through it, and pushed templates."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from django.conf import settings

from craftify.errors import Unavailable

_SECONDS = 10


def client() -> Any:
    """The configured client.

    Raises:
        Unavailable: `CRAFTIFY_SES_REGION` is not set.
    """
    config = settings.CRAFTIFY
    if not config.ses_region:
        raise Unavailable("SES is not configured: set CRAFTIFY_SES_REGION.")
    return _connected(config.ses_region, config.ses_endpoint)


@cache
def _connected(region: str, endpoint: str) -> Any:
    # One try each: the outbox tries again and knows when, and so does a person who pushed.
    patience = Config(
        connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"total_max_attempts": 1}
    )
    return boto3.client("sesv2", region_name=region, endpoint_url=endpoint or None, config=patience)
