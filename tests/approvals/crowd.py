"""As a module: fills a store with a review and a crowd of approvers, and prints what a test needs.

`python -m tests.approvals.crowd 50` writes into `CRAFTIFY_DATA_DIR`, before a server opens it.
"""

import json
import sys

PASSWORD = "correct-horse-battery"


def fill(count: int) -> dict[str, object]:
    """An open review that `count` people may decide."""
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
    review = approvals.submit(draft(author).id, actor=author)
    return {
        "id": review.id,
        "digest": review.digest,
        "emails": [f"{name}@crowd.example" for name in names],
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(fill(int(sys.argv[1]))))
