"""Reviews with a crowd of approvers in a store of their own, and what a test needs to drive them.

`python -m tests.approvals.crowd 50 1` writes into `CRAFTIFY_DATA_DIR`, before a server opens it.
"""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections import defaultdict
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from craftify.config import BASE_DIR
from tests.craftify.mail.servers import Mailbox

PASSWORD = "correct-horse-battery"
AUTHOR = "author@crowd.example"


def filled(data_dir: Path, approvers: int, reviews: int = 1) -> Any:
    """What `fill` gives, written by a process of its own that has the store to itself."""
    kept = {name: value for name, value in os.environ.items() if "CRAFTIFY" not in name}
    place = {"DJANGO_SETTINGS_MODULE": "craftify.settings", "CRAFTIFY_DATA_DIR": str(data_dir)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.approvals.crowd", str(approvers), str(reviews)],
        cwd=BASE_DIR,
        env=kept | place,
        stdout=subprocess.PIPE,
        check=True,
        timeout=240,
    )
    return json.loads(done.stdout.splitlines()[-1])


def by_mail(box: Mailbox) -> dict[str, str]:
    """The settings under which a server sends its letters to `box`."""
    return {
        "CRAFTIFY_MAIL": "smtp",
        "CRAFTIFY_SMTP_HOST": "127.0.0.1",
        "CRAFTIFY_SMTP_PORT": str(box.port),
        "CRAFTIFY_SMTP_SECURITY": "none",
        "CRAFTIFY_MAIL_FROM": "Craftify <mail@craftify.example>",
        "CRAFTIFY_PUBLIC_URL": "http://127.0.0.1",
    }


def letters(box: Mailbox) -> dict[str, list[Message]]:
    """What arrived, in order, by the address that it was for."""
    found = defaultdict(list)
    for envelope in list(box.arrived):
        assert isinstance(envelope.content, bytes)
        found[envelope.rcpt_tos[0]].append(message_from_bytes(envelope.content))
    return found


def call(address: str, body: object = None, token: str = "") -> tuple[int, Any]:
    """Status and data (or error) of the API's answer.

    Raises:
        OSError: the server is gone.
    """
    authorization = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(  # noqa: S310 (http, ours)
        address,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **authorization},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (http, ours)
            return answer.status, json.load(answer)["data"]
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)["error"]


def signed_in(api: str, email: str) -> str:
    """A token for the API."""
    status, data = call(f"{api}/auth/token", {"email": email, "password": PASSWORD})
    assert status == 200, data
    return str(data["access"])


def fill(count: int, number: int) -> dict[str, object]:
    """`number` open reviews that `count` people may decide."""
    from accounts import access, actions
    from accounts.domain import Role
    from approvals import actions as approvals
    from craftify.dynamo.table import create_tables
    from tests.approvals.letters import draft

    create_tables()
    organization = actions.create_organization(name="Crowd")

    def join(name: str, role: Role) -> str:
        user = actions.create_user(
            email=f"{name}@crowd.example", first_name=name, last_name="Crowd", password=PASSWORD
        )
        actions.add_member(organization.id, user.id, role=role)
        return user.id

    author = access.member(organization.id, join("author", Role.EDITOR))
    names = [f"approver{number}" for number in range(count)]
    for name in names:
        join(name, Role.APPROVER)
    made = [approvals.submit(draft(author).id, actor=author) for _ in range(number)]
    return {
        "reviews": [{"id": one.id, "digest": one.digest} for one in made],
        "emails": [f"{name}@crowd.example" for name in names],
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))))
