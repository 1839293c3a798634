"""The brand over the API."""

from typing import Any

import pytest

from tests.api.conftest import As, data_of, error_of
from tests.cast import Acme

BRAND: dict[str, Any] = {
    "colors": [{"name": "Pine", "hex": "#0a7c86"}],
    "fonts": [{"name": "Text", "stack": "Arial"}],
}


def test_a_manager_puts_it_and_everybody_reads_it(acme: Acme, api: As) -> None:
    empty = api(acme.vic).get("/api/brand")
    assert data_of(empty) == {"colors": [], "fonts": [], "postalAddress": "", "revision": 0}
    put = api(acme.max).put("/api/brand", BRAND, format="json", headers={"If-Match": empty["ETag"]})
    assert data_of(put)["fonts"] == [{"name": "Text", "stack": "Arial", "address": ""}]
    late = api(acme.ada).put("/api/brand", {}, format="json", headers={"If-Match": empty["ETag"]})
    error_of(late, 412)
    error_of(api(acme.eve).put("/api/brand", {}, format="json"), 403)
    shown = api(acme.vic).get("/api/brand")
    assert (data_of(shown)["colors"], shown["ETag"]) == (BRAND["colors"], put["ETag"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"colors": 7}, "colors"),
        ({"colors": ["#fff"]}, "colors"),
        ({"colors": [{"name": "A"}]}, "hex"),
        ({"colors": [{"name": "A", "hex": 7}]}, "hex"),
        ({"colors": [{"name": "A", "hex": "#fff", "x": 1}]}, "x"),
        ({"fonts": [{"name": "A", "stack": "{}"}]}, "fonts.0.stack"),
        ({"logo": ""}, "logo"),
    ],
)
def test_what_is_wrong_is_named(acme: Acme, api: As, body: dict[str, Any], field: str) -> None:
    answer = api(acme.max).put("/api/brand", body, format="json")
    assert error_of(answer, 400)["details"]["field"] == field
