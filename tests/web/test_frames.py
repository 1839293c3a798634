"""The frames of emails: their policy, their caching, and who may look into which."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.domain import Member
from approvals import actions as approvals
from templates_app import actions, queries
from templates_app.document.marks import unmarked
from templates_app.domain import Changes, Template
from templates_app.rendering.formats import Format
from templates_app.starters import all_starters
from templates_app.web import previews
from tests.cast import Acme, Globex

SignIn = Callable[[Member], Client]
HARMLESS = '<base target="_blank">'
SOURCE = '<p>Hello {{ name }}<img src="https://elsewhere.example/a.png"></p>'


@pytest.fixture
def letter(acme: Acme) -> Template:
    return actions.create_template(
        actor=acme.eve, name="Receipt", source=SOURCE, format=Format.HTML, sample={"name": "Lena"}
    )


def test_a_miniature_is_kept_until_its_fingerprint_changes(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    client = sign_in(acme.vic)
    first = client.get(f"/templates/{letter.id}/miniature/{letter.fingerprint}")
    assert "Hello Lena" in first.content.decode()
    assert "immutable" in first.headers["Cache-Control"]
    changed = actions.save_template(
        letter.id, actor=acme.eve, revision=None, changes=Changes(sample={"name": "Mara"})
    )
    assert changed.fingerprint != letter.fingerprint
    stale = client.get(f"/templates/{letter.id}/miniature/{letter.fingerprint}")
    assert "Hello Mara" in stale.content.decode()
    assert stale.headers["Cache-Control"] == "no-store"


def test_a_frame_has_its_own_policy_and_asks_no_other_host(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    client = sign_in(acme.eve)
    address = f"/templates/{letter.id}/miniature/{letter.fingerprint}"
    policy = client.get(address).headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "https:" not in policy
    assert "https:" in client.get(f"{address}?images=remote").headers["Content-Security-Policy"]
    assert client.get(address).headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_frame_greets_no_other_host(acme: Acme, sign_in: SignIn) -> None:
    source = (
        '<html><head><LINK rel="preconnect" href="//elsewhere.example"><style>b{}</style></head>'
        '<body><iframe src="//elsewhere.example"></iframe><p>a &lt;link b</p></body></html>'
    )
    template = actions.create_template(
        actor=acme.eve, name="Greeting", source=source, format=Format.HTML
    )
    answer = sign_in(acme.eve).get(f"/templates/{template.id}/miniature/{template.fingerprint}")
    shown = answer.content.decode()
    assert "<link" not in shown.lower()
    assert "<iframe" not in shown.lower()
    assert "a &lt;link b" in shown
    assert answer.headers["X-DNS-Prefetch-Control"] == "off"


def test_a_source_with_errors_shows_a_sentence(acme: Acme, sign_in: SignIn) -> None:
    broken = actions.create_template(
        actor=acme.eve, name="Broken", source="<p>{% if %}</p>", format=Format.HTML
    )
    frame = sign_in(acme.eve).get(f"/templates/{broken.id}/miniature/{broken.fingerprint}")
    assert "This source has errors" in frame.content.decode()
    assert frame.headers["Cache-Control"] == "no-store"


def test_a_version_shows_what_was_submitted(acme: Acme, letter: Template, sign_in: SignIn) -> None:
    approvals.submit(letter.id, actor=acme.eve)
    client = sign_in(acme.ann)
    frame = client.get(f"/templates/{letter.id}/versions/1/frame")
    assert "Hello Lena" in frame.content.decode()
    assert "immutable" in frame.headers["Cache-Control"]
    assert client.get(f"/templates/{letter.id}/versions/2/frame").status_code == 404


def test_a_preview_is_for_who_asked_for_it(
    acme: Acme, globex: Globex, letter: Template, sign_in: SignIn
) -> None:
    key = previews.keep(acme.eve, letter.id, "<body>Unsaved</body>")
    address = f"/templates/{letter.id}/frame/{key}"
    shown = sign_in(acme.eve).get(address)
    assert "Unsaved" in shown.content.decode()
    assert 'id="at-100"' in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert sign_in(acme.max).get(address).status_code == 404
    stranger = sign_in(globex.zoe).get(address)
    assert stranger.status_code == 404
    assert "Unsaved" not in stranger.content.decode()
    assert stranger.headers["Content-Security-Policy"].startswith("sandbox;")


def test_previews_of_one_person_fill_at_most_sixteen_places(acme: Acme, letter: Template) -> None:
    keys = [previews.keep(acme.eve, letter.id, f"<p>{number}</p>") for number in range(200)]
    kept = [key for key in keys if previews.kept(acme.eve, letter.id, key)]
    assert len(kept) <= 16
    assert previews.kept(acme.eve, letter.id, keys[-1]) == "<p>199</p>"
    assert previews.kept(acme.eve, letter.id, "") is None


@pytest.mark.parametrize("path", ["miniature/0", "versions/1/frame", "frame/0"])
def test_another_organization_sees_a_sentence(
    path: str, globex: Globex, letter: Template, sign_in: SignIn
) -> None:
    frame = sign_in(globex.zoe).get(f"/templates/{letter.id}/{path}")
    assert frame.status_code == 404
    assert "There is no such template." in frame.content.decode()
    assert Client().get(f"/templates/{letter.id}/{path}").status_code == 302


def test_every_starter_can_be_looked_at(acme: Acme, sign_in: SignIn) -> None:
    client = sign_in(acme.eve)
    for starter in all_starters():
        frame = client.get(f"/templates/starters/{starter.slug}/frame")
        assert "<body" in frame.content.decode()
    assert client.get("/templates/starters/none/frame").status_code == 404


def test_a_version_is_looked_at_with_data_with_its_tags_and_without(
    acme: Acme, letter: Template, sign_in: SignIn
) -> None:
    approvals.submit(letter.id, actor=acme.eve)
    version = queries.version(acme.eve, letter.id, 1)
    client = sign_in(acme.ann)
    address = f"/templates/{letter.id}/versions/1/frame"

    def shown(**query: str) -> str:
        return client.get(address, query).content.decode()

    assert shown(data="raw") == version.html + HARMLESS
    assert "Hello Lena" in shown(data="nonsense")
    assert "Lena" not in shown(data="missing")
    assert client.get(address, {"images": "none"})["Content-Security-Policy"].count("'none'") == 4


def test_only_a_frame_may_be_looked_into(acme: Acme, letter: Template, sign_in: SignIn) -> None:
    approvals.submit(letter.id, actor=acme.eve)
    client = sign_in(acme.ann)
    for name in ("frame", "marks"):
        address = f"/templates/{letter.id}/versions/1/{name}"

        def policy(dest: str, address: str = address) -> str:
            headers = {"Sec-Fetch-Dest": dest}
            return client.get(address, {"read": "1"}, headers=headers)["Content-Security-Policy"]

        assert policy("iframe").startswith("sandbox allow-same-origin; default-src 'none'")
        assert policy("document").startswith("sandbox; default-src 'none'")
        assert "allow-scripts" not in policy("iframe")
    plain = client.get(f"/templates/{letter.id}/versions/1/frame")
    assert plain["Content-Security-Policy"].startswith("sandbox; ")


@pytest.mark.parametrize("data", ["sample", "raw", "missing"])
def test_the_marked_copy_is_the_version_with_its_blocks_named(
    acme: Acme, letter: Template, sign_in: SignIn, data: str
) -> None:
    approvals.submit(letter.id, actor=acme.eve)
    client = sign_in(acme.ann)
    address = f"/templates/{letter.id}/versions/1"
    marked = client.get(f"{address}/marks", {"data": data}).content.decode()
    shown = client.get(f"{address}/frame", {"data": data}).content.decode()
    assert marked != shown
    assert unmarked(marked) == shown
    assert "img-src 'none'" in client.get(f"{address}/marks")["Content-Security-Policy"]
    assert client.get(f"/templates/{letter.id}/versions/9/marks").status_code == 404
