"""Versions from before a change of the digest's scheme stay provable."""

from dataclasses import replace

from approvals import access, actions, queries
from approvals.actions.writing import record, sealed
from approvals.domain import DecisionKind
from approvals.store import workflows
from craftify.dynamo.transact import Write
from templates_app import queries as templates
from templates_app.actions.review import recomputed_digest
from templates_app.exports import ExportFormat
from templates_app.models import VersionItem
from tests.approvals.letters import submitted
from tests.cast import Acme


def test_a_version_of_the_first_scheme_is_still_intact(acme: Acme) -> None:
    review = submitted(acme.eve)
    version = templates.version(acme.eve, review.template_id, review.version)
    assert (version.scheme, dict(zip(version.variables, version.kinds, strict=True))) == (
        2,
        {"name": "string", "offer": "string"},
    )
    old = replace(version, scheme=1, kinds=())
    digest = recomputed_digest(old)
    assert digest != version.digest
    item = VersionItem(f"{acme.id}#{review.template_id}", review.version)
    item.update(
        [
            VersionItem.scheme.remove(),
            VersionItem.kinds.remove(),
            VersionItem.digest.set(digest),
        ]
    )
    write = Write()
    older = workflows.replace(write, review, replace(review, digest=digest))
    record(write, older, actor=acme.eve, verb="test.older", **sealed(review, older))
    write.commit()
    stored = templates.version(acme.eve, review.template_id, review.version)
    assert access.is_intact(queries.workflow(acme.eve, review.id), stored)
    actions.decide(review.id, actor=acme.ann, kind=DecisionKind.APPROVE)
    file = actions.release(review.template_id, actor=acme.eve, format=ExportFormat.HTML)
    assert file.digest == digest
