"""Letters leave by files, by a real mail server, and by a server that speaks SES."""

import base64
import json
import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from craftify import mail
from craftify.errors import Unavailable
from craftify.mail.letter import encoded
from craftify.outbox import Undeliverable
from tests.craftify.mail.letters import letter, parsed
from tests.craftify.mail.servers import certificate, mail_server

Configure = Callable[..., None]


@pytest.fixture
def configure(settings: Any) -> Configure:
    def changed(**changes: object) -> None:
        settings.CRAFTIFY = django_settings.CRAFTIFY.model_copy(update=changes)

    return changed


@pytest.fixture
def outbox(configure: Configure, tmp_path: Path) -> Path:
    configure(data_dir=tmp_path)
    return tmp_path / "outbox"


def test_a_file_is_named_by_its_id_and_takes_its_own_place(outbox: Path) -> None:
    mail.send(letter())
    mail.send(letter(subject="Again"))
    mail.send(letter(id="evt_2:usr_2"))
    assert sorted(one.name for one in outbox.iterdir()) == ["evt_1.usr_2.eml", "evt_2.usr_2.eml"]
    assert parsed((outbox / "evt_1.usr_2.eml").read_bytes())["Subject"] == "Again"


def test_no_id_leads_out_of_the_folder(outbox: Path) -> None:
    mail.send(letter(id="../../etc/evt:\0x"))
    assert [one.name for one in outbox.iterdir()] == ["etc.evt.x.eml"]


def test_a_file_that_cannot_be_written_is_tried_again(outbox: Path) -> None:
    outbox.write_text("in the way")
    with pytest.raises(Unavailable):
        mail.send(letter())
    with pytest.raises(OSError, match="outbox"):
        mail.probe()


@pytest.mark.network
def test_a_mail_server_gets_the_letter_as_it_is(configure: Configure) -> None:
    with mail_server() as box:
        configure(mail="smtp", smtp_host="127.0.0.1", smtp_port=box.port, smtp_security="none")
        mail.probe()
        mail.send(letter())
    (arrived,) = box.arrived
    assert arrived.mail_from == "notices@craftify.localhost"
    assert arrived.rcpt_tos == ["ann@acme.example"]
    assert arrived.content == encoded(letter())


@pytest.mark.network
# aiosmtpd does not see that the connection itself is TLS.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_server_is_verified_and_signed_in_to(
    configure: Configure, tmp_path: Path, security: str
) -> None:
    context, known = certificate(tmp_path)
    implicit = security == "tls"
    with mail_server(tls=context, password="right", implicit=implicit) as box:
        place = {"mail": "smtp", "smtp_host": "127.0.0.1", "smtp_port": box.port,
                 "smtp_security": security, "smtp_user": "craftify"}  # fmt: skip
        configure(**place, smtp_password="right")
        with pytest.raises(Unavailable, match="SSLCertVerificationError"):
            mail.send(letter())
        configure(**place, smtp_ca_file=str(known), smtp_password="wrong")
        with pytest.raises(Unavailable, match="535"):
            mail.send(letter())
        configure(**place, smtp_ca_file=str(known), smtp_password="right")
        mail.send(letter())
    assert len(box.arrived) == 1


@pytest.mark.network
@pytest.mark.parametrize("at", ["RCPT", "DATA"])
@pytest.mark.parametrize(("code", "kind"), [("550", Undeliverable), ("451", Unavailable)])
def test_what_a_server_refuses_is_given_up_or_tried_again(
    configure: Configure, at: str, code: str, kind: type[Exception]
) -> None:
    with mail_server() as box:
        box.refusals[at] = code
        configure(mail="smtp", smtp_host="127.0.0.1", smtp_port=box.port, smtp_security="none")
        with pytest.raises(kind, match=code) as refused:
            mail.send(letter())
    assert "ann" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.network
def test_a_letter_that_was_taken_is_not_sent_again_for_a_strange_goodbye(
    configure: Configure,
) -> None:
    with mail_server() as box:
        box.refusals["QUIT"] = "554 No"
        configure(mail="smtp", smtp_host="127.0.0.1", smtp_port=box.port, smtp_security="none")
        mail.send(letter())
    assert len(box.arrived) == 1


@pytest.mark.network
def test_a_server_that_always_answers_just_in_time_does_not_outlast_the_lease(
    configure: Configure,
) -> None:
    with mail_server() as box:
        box.seconds = 0.4
        configure(
            mail="smtp",
            smtp_host="127.0.0.1",
            smtp_port=box.port,
            smtp_security="none",
            delivery_lease_seconds=0.9,
        )
        with pytest.raises(Unavailable):
            mail.send(letter())
    assert box.arrived == []


@pytest.mark.network
def test_health_tells_that_the_mail_server_is_gone(configure: Configure, client: Client) -> None:
    with mail_server() as box:
        configure(mail="smtp", smtp_host="127.0.0.1", smtp_port=box.port, smtp_security="none")
        assert client.get("/health").json()["data"]["services"]["mail"]["status"] == "up"
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["data"]["status"] == "degraded"
    assert answer.json()["data"]["services"]["mail"]["status"] == "down"
    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        mail.send(letter())


class Ses(ThreadingHTTPServer):
    """The two calls of SES that mail makes; `refuses` is the code that it answers with."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sent: list[dict[str, Any]] = []
        self.refuses = ""
        self.enabled = True


class _Handler(BaseHTTPRequestHandler):
    server: Ses

    def do_GET(self) -> None:
        assert self.path == "/v2/email/account"
        self._answer(200, {"SendingEnabled": self.server.enabled})

    def do_POST(self) -> None:
        assert self.path == "/v2/email/outbound-emails"
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.refuses:
            said = {"message": "Address is not verified: ann@acme.example"}
            self._answer(400, said, self.server.refuses)
        else:
            self.server.sent.append(body)
            self._answer(200, {"MessageId": "1"})

    def _answer(self, status: int, content: dict[str, Any], kind: str = "") -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        if kind:
            self.send_header("x-amzn-ErrorType", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch, configure: Configure) -> Iterator[Ses]:
    server = Ses()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    place = f"http://127.0.0.1:{server.server_port}"
    configure(mail="ses", ses_region="eu-central-1", ses_endpoint=place)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.network
def test_ses_gets_the_letter_as_it_is(ses: Ses) -> None:
    mail.probe()
    mail.send(letter())
    (sent,) = ses.sent
    assert sent["Destination"] == {"ToAddresses": ["ann@acme.example"]}
    assert sent["FromEmailAddress"] == "notices@craftify.localhost"
    assert base64.b64decode(sent["Content"]["Raw"]["Data"]) == encoded(letter())
    ses.enabled = False
    with pytest.raises(ConnectionError):
        mail.probe()


@pytest.mark.network
@pytest.mark.parametrize(
    ("code", "kind"),
    [("MessageRejected", Undeliverable), ("TooManyRequestsException", Unavailable)],
)
def test_what_ses_refuses_is_given_up_or_tried_again(
    ses: Ses, caplog: pytest.LogCaptureFixture, code: str, kind: type[Exception]
) -> None:
    ses.refuses = code
    with caplog.at_level(logging.DEBUG, "craftify"), pytest.raises(kind, match=code) as refused:
        mail.send(letter())
    assert "ann" not in str(refused.value)
    assert "ann@" not in caplog.text
