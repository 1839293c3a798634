"""Random sequences of operations, compared answer by answer and state by state.

`CRAFTIFY_CONFORMANCE_SEQUENCES` says how many, `CRAFTIFY_CONFORMANCE_ENDPOINT` with whom.
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings

from tests.conformance.data import Request
from tests.conformance.pair import Pair
from tests.conformance.strategies import sequences

COUNT = int(os.environ.get("CRAFTIFY_CONFORMANCE_SEQUENCES", "2000"))


@pytest.mark.network
@pytest.mark.timeout(0)
@settings(
    max_examples=COUNT,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sequence=sequences())
def test_answers_and_state_are_the_same(
    pair: Pair, sequence: tuple[Request, list[tuple[str, Request]]]
) -> None:
    pair.run(*sequence)
