"""Signing in over the API, and whom a token speaks for."""

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from accounts import actions
from accounts.api.tokens import pair_for
from accounts.domain import Member, Role, UserStatus
from accounts.models import MembershipItem, UserItem
from craftify import history
from tests.api.conftest import As, data_of, error_of
from tests.cast import PASSWORD, Acme, Globex


def sign_in(email: str, password: str = PASSWORD, **more: str) -> Any:
    return APIClient().post(
        "/api/auth/token", {"email": email, "password": password, **more}, format="json"
    )


def me(token: str) -> Any:
    return Client().get("/api/users/me", headers={"Authorization": f"Bearer {token}"})


def test_credentials_give_two_tokens_and_their_life(acme: Acme) -> None:
    response = sign_in(acme.eve.user.email)
    tokens = data_of(response)
    assert sorted(tokens) == ["access", "expiresIn", "refresh", "tokenType"]
    assert (tokens["tokenType"], tokens["expiresIn"]) == ("Bearer", 900)
    assert response.headers["Cache-Control"] == "no-store"
    found = data_of(me(tokens["access"]))
    assert (found["id"], found["role"], found["organizationId"]) == (acme.eve.id, "editor", acme.id)
    assert "templates.edit" in found["permissions"]


def test_wrong_credentials_answer_401_alike(acme: Acme) -> None:
    wrong = error_of(sign_in(acme.eve.user.email, "wrong"), 401)
    unknown = error_of(sign_in("nobody@acme.example"), 401)
    assert wrong["code"] == unknown["code"] == "bad_credentials"
    assert wrong["message"] == unknown["message"]


def test_one_of_several_organizations_can_be_named(acme: Acme, globex: Globex) -> None:
    actions.add_member(globex.id, acme.eve.id, role=Role.VIEWER)
    here = data_of(me(data_of(sign_in(acme.eve.user.email, organizationId=acme.id))["access"]))
    there = data_of(me(data_of(sign_in(acme.eve.user.email, organizationId=globex.id))["access"]))
    assert (here["role"], there["role"]) == ("editor", "viewer")
    assert {one["organizationId"] for one in there["memberships"]} == {acme.id, globex.id}
    error_of(sign_in(acme.ann.user.email, organizationId=globex.id), 401)


@pytest.mark.parametrize("missing", ["email", "password"])
def test_a_missing_field_is_named(missing: str) -> None:
    body = {"email": "a@b.example", "password": "x"}
    del body[missing]
    error = error_of(APIClient().post("/api/auth/token", body, format="json"), 400)
    assert error["details"] == {"field": missing}


def test_a_refresh_token_gives_a_new_pair(acme: Acme) -> None:
    old = pair_for(acme.eve)
    new = data_of(refresh(str(old["refresh"])))
    assert new["refresh"] != old["refresh"]
    assert data_of(me(new["access"]))["id"] == acme.eve.id


def test_tokens_serve_only_their_own_purpose(acme: Acme) -> None:
    pair = pair_for(acme.eve)
    assert error_of(me(str(pair["refresh"])), 401)["code"] == "token_invalid"
    assert error_of(refresh(str(pair["access"])), 401)["code"] == "token_invalid"


def test_an_expired_token_says_so(acme: Acme) -> None:
    token = AccessToken()
    token["sub"], token["org"] = acme.eve.id, acme.id
    token.set_exp(lifetime=-timedelta(minutes=1))
    error = error_of(me(str(token)), 401)
    assert error["code"] == "token_expired"
    assert "/api/auth/token/refresh" in error["message"]


def unsigned(member: Member) -> str:
    def part(data: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")

    claims = {
        "token_type": "access",
        "exp": 9_999_999_999,
        "jti": "1",
        "sub": member.id,
        "org": member.organization_id,
    }
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def test_an_unsigned_token_is_refused(acme: Acme) -> None:
    assert error_of(me(unsigned(acme.eve)), 401)["code"] == "token_invalid"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ü", "." * 5000])
def test_garbage_is_refused(token: str) -> None:
    response = me(token)
    assert error_of(response, 401)["code"] == "token_invalid"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_without_claims_is_refused() -> None:
    assert error_of(me(str(AccessToken())), 401)["code"] == "access_ended"


def test_another_scheme_is_refused() -> None:
    response = Client().get("/api/users/me", headers={"Authorization": "Basic ZTpl"})
    assert error_of(response, 401)["code"] == "token_invalid"


def test_no_token_is_401_with_the_way_to_one() -> None:
    response = Client().get("/api/users/me")
    assert "/api/auth/token" in error_of(response, 401)["message"]
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_suspended_user_is_out_at_once(acme: Acme, api: As) -> None:
    pair = pair_for(acme.eve)
    UserItem(acme.eve.id).update([UserItem.status.set(UserStatus.SUSPENDED)])
    assert error_of(me(str(pair["access"])), 401)["code"] == "access_ended"
    assert error_of(refresh(str(pair["refresh"])), 401)["code"] == "access_ended"


def test_a_removed_member_is_out_at_once(acme: Acme, api: As) -> None:
    pair = pair_for(acme.eve)
    MembershipItem(acme.id, acme.eve.id).delete()
    assert error_of(me(str(pair["access"])), 401)["code"] == "access_ended"
    assert error_of(refresh(str(pair["refresh"])), 401)["code"] == "access_ended"


def refresh(token: str) -> Any:
    return APIClient().post("/api/auth/token/refresh", {"refresh": token}, format="json")


def test_a_refresh_token_is_valid_once_and_its_copy_ends_all_that_came_of_the_sign_in(
    acme: Acme,
) -> None:
    stolen = pair_for(acme.eve)
    other_device = pair_for(acme.eve)
    renewed = data_of(refresh(str(stolen["refresh"])))
    assert error_of(refresh(str(stolen["refresh"])), 401)["code"] == "token_reused"
    assert error_of(refresh(renewed["refresh"]), 401)["code"] == "access_ended"
    assert error_of(me(renewed["access"]), 401)["code"] == "access_ended"
    assert data_of(me(str(other_device["access"])))["id"] == acme.eve.id
    [event] = [
        event
        for event, _ in history.events(acme.id, acme.eve.id)
        if event.verb == "user.token_reused"
    ]
    assert event.actor_id == "system"


def test_of_two_that_use_one_refresh_token_at_once_neither_stays(acme: Acme) -> None:
    token = str(pair_for(acme.eve)["refresh"])
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(refresh, [token] * 4))
    assert sum(one.status_code == 200 for one in answers) <= 1
    for one in answers:
        if one.status_code == 200:
            assert error_of(me(data_of(one)["access"]), 401)["code"] == "access_ended"


def test_signing_out_ends_both_tokens(acme: Acme) -> None:
    pair = pair_for(acme.eve)
    body = {"refresh": str(pair["refresh"])}
    assert APIClient().post("/api/auth/token/revocation", body, format="json").status_code == 204
    assert error_of(me(str(pair["access"])), 401)["code"] == "access_ended"
    assert error_of(refresh(str(pair["refresh"])), 401)["code"] == "access_ended"
    assert APIClient().post("/api/auth/token/revocation", body, format="json").status_code == 204
    assert error_of(
        APIClient().post("/api/auth/token/revocation", {"refresh": "x"}, format="json"), 401
    )


def forged(pair: dict[str, object], key: str, algorithm: str, **changes: object) -> str:
    claims = jwt.decode(str(pair["access"]), options={"verify_signature": False})
    return jwt.encode({**claims, **changes}, key, algorithm=algorithm)


@pytest.mark.parametrize("algorithm", ["HS384", "HS512", "none"])
def test_another_algorithm_is_refused_even_with_our_key(acme: Acme, algorithm: str) -> None:
    key = "" if algorithm == "none" else settings.SECRET_KEY.ljust(64, "x")
    token = forged(pair_for(acme.eve), key, algorithm)
    assert error_of(me(token), 401)["code"] == "token_invalid"


def test_a_public_key_is_no_secret_of_ours(acme: Acme) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    token = forged(pair_for(acme.eve), pem, "RS256")
    assert error_of(me(token), 401)["code"] == "token_invalid"


@pytest.mark.parametrize(("seconds", "code"), [(5, 200), (60, 401)])
def test_clocks_may_differ_a_little(acme: Acme, seconds: int, code: int) -> None:
    now = int(time.time())
    early = forged(
        pair_for(acme.eve), settings.SECRET_KEY, "HS256", iat=now + seconds, nbf=now + seconds
    )
    late = forged(pair_for(acme.eve), settings.SECRET_KEY, "HS256", exp=now - seconds)
    assert me(early).status_code == code
    assert me(late).status_code == code


@pytest.mark.parametrize("claim", ["epoch", "fam", "org", "sub"])
@pytest.mark.parametrize("value", [None, 1e308, ["x"], {"a": 1}, "x" * 500, "", 99])
def test_claims_of_any_kind_are_no_way_in(acme: Acme, claim: str, value: object) -> None:
    token = forged(pair_for(acme.eve), settings.SECRET_KEY, "HS256", **{claim: value})
    assert error_of(me(token), 401)["code"] in {"access_ended", "token_invalid"}


def test_a_token_of_one_person_does_not_take_the_family_of_another(acme: Acme) -> None:
    family = jwt.decode(str(pair_for(acme.ada)["access"]), options={"verify_signature": False})
    token = forged(pair_for(acme.eve), settings.SECRET_KEY, "HS256", fam=family["fam"])
    assert error_of(me(token), 401)["code"] == "access_ended"


def test_a_huge_token_is_not_looked_at(acme: Acme) -> None:
    token = str(pair_for(acme.eve)["access"])
    assert error_of(me(token + "A" * 7_000), 401)["code"] == "token_invalid"
    assert error_of(refresh("A" * 1_000_000), 401)["code"] == "token_invalid"
