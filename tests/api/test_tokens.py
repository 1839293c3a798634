"""Signing in over the API, and whom a token speaks for."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from accounts import actions
from accounts.api.tokens import pair_for
from accounts.domain import Member, Role, UserStatus
from accounts.models import MembershipItem, UserItem
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
    token.set_exp(lifetime=-timedelta(seconds=1))
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
