"""Identifiers sort by their time and are never the same."""

import re
from concurrent.futures import ThreadPoolExecutor

from craftify import ids


def test_the_form_is_a_kind_and_a_ulid() -> None:
    assert re.fullmatch(r"tpl_[0-7][0-9a-hjkmnp-tv-z]{25}", ids.new_id("tpl"))


def test_they_sort_in_the_order_they_were_made_even_within_a_millisecond() -> None:
    made = [ids.new_id("evt") for _ in range(5000)]
    assert made == sorted(set(made))


def test_threads_never_share_one() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ids.new_id("evt"), range(4000)))
    assert len(set(made)) == 4000
