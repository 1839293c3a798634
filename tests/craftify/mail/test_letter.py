"""The bytes of a letter: the same for the same letter, and nobody's name writes a header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from craftify.mail.letter import encoded
from craftify.outbox import Undeliverable
from tests.craftify.mail.letters import letter, parsed


def test_it_says_what_it_was_given() -> None:
    message = parsed(encoded(letter()))
    assert message["Subject"] == "Your turn: “Spring sale”"
    assert message["To"] == "Ann Boyd <ann@acme.example>"
    assert message["From"] == "Craftify Email <notices@craftify.localhost>"
    assert message["Message-ID"] == "<evt_1.usr_2@craftify.localhost>"
    assert message["Craftify-Delivery"] == "evt_1.usr_2"
    assert message["References"] == "<apr_7@craftify.localhost>"
    assert message["List-Unsubscribe"] == "<https://mail.example/settings/notifications>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().split() == ["Größe", ".", "end"]
    assert html.get_content().split() == ["<p>Größe", ".", "end</p>"]


def test_the_same_letter_has_the_same_bytes() -> None:
    assert encoded(letter()) == encoded(letter())
    assert encoded(letter()) != encoded(letter(text="Another"))


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_name_or_subject_makes_a_header_of_its_own(name: str, subject: str) -> None:
    hostile = "\r\nBcc: eve@evil.example\r\n\r\n"
    content = encoded(letter(to_name=name + hostile + name, subject=subject + hostile + subject))
    message = parsed(content)
    plain = {key.lower() for key in parsed(encoded(letter()))}
    assert {key.lower() for key in message} == plain
    assert [one.addr_spec for one in message["To"].addresses] == ["ann@acme.example"]
    head = content.split(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 998
    assert b"\n" not in head.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "ann@",
        "@acme.example",
        "ann@acme.example, eve@evil.example",
        "a b@c.d",
        "ann@acme.example\r\nBcc: eve@evil.example",
        "größe@acme.example",
        "<ann@acme.example>",
    ],
)
def test_what_is_no_address_is_never_tried_and_not_said(address: str) -> None:
    with pytest.raises(Undeliverable) as refused:
        encoded(letter(to=address))
    assert "@" not in str(refused.value)
