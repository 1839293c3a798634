"""Run by the virtual environment that has the generated client: a template on its whole way.

`journey.py ADDRESS EVE ANN`: the address of the product, and two access tokens. Prints JSON.
"""

import json
import sys

from craftify_client import AuthenticatedClient
from craftify_client.api.approvals import post_decisions
from craftify_client.api.templates import (
    delete_template,
    get_template,
    get_templates,
    patch_template,
    post_submissions,
    post_template_archive,
    post_templates,
)
from craftify_client.models import (
    DecisionKind,
    DecisionMade,
    Submission,
    TemplateChange,
    TemplateCreation,
)

address, eve_token, ann_token = sys.argv[1:]
eve = AuthenticatedClient(base_url=address, token=eve_token)
ann = AuthenticatedClient(base_url=address, token=ann_token)

body = TemplateCreation(name="Generated", source="<p>Dear {{ name }}</p>", subject="Hello")
made = [
    post_templates.sync(client=eve, body=body, idempotency_key="journey-1").data for _ in range(2)
]
template = made[0].id
changed = patch_template.sync(
    template_id=template, client=eve, body=TemplateChange(subject="Hello again"), if_match='"1"'
).data
stale = patch_template.sync_detailed(
    template_id=template, client=eve, body=TemplateChange(subject="Old"), if_match='"1"'
)
review = post_submissions.sync(
    template_id=template, client=eve, body=Submission(note="For Friday")
).data
decided = post_decisions.sync(
    approval_id=review.id,
    client=ann,
    body=DecisionMade(decision=DecisionKind.APPROVE, digest=review.digest),
).data
refused = post_decisions.sync_detailed(
    approval_id=review.id,
    client=ann,
    body=DecisionMade(decision=DecisionKind.APPROVE),
)
listed = get_templates.sync(client=eve, q="Generated", limit=5)
approved = get_template.sync(template_id=template, client=eve).data
forbidden = delete_template.sync_detailed(template_id=template, client=ann)
archived = post_template_archive.sync(template_id=template, client=eve).data
print(
    json.dumps(
        {
            "once": made[0].id == made[1].id,
            "subject": changed.subject,
            "stale": [stale.status_code.value, stale.parsed.error.code.value],
            "decided": decided.status.value,
            "refused": [refused.status_code.value, refused.parsed.error.code.value],
            "total": listed.pagination.total,
            "approved": [approved.status.value, approved.approved_version],
            "forbidden": [forbidden.status_code.value, forbidden.parsed.error.details.to_dict()],
            "archived": archived.status.value,
        }
    )
)
