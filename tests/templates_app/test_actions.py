"""What can be done with templates, on the real store."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.domain import Member
from craftify import history
from craftify.errors import CraftifyError, Forbidden, NotFound, TooLarge
from templates_app import actions, queries
from templates_app.domain import Changes, StaleRevision, Status, Template
from templates_app.rendering.formats import Format
from tests.cast import Acme, Globex

SOURCE = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>Hi {{ name }}</mj-text></mj-column>"
    "</mj-section></mj-body></mjml>\r\n \t"
)


def create(actor: Member, **fields: object) -> Template:
    given = {"name": "Welcome", "source": SOURCE, "format": Format.MJML, "subject": "Hi {{ name }}"}
    return actions.create_template(actor=actor, **(given | fields))  # type: ignore[arg-type]  # fields by name


def test_a_template_comes_back_as_it_went_in(acme: Acme) -> None:
    made = create(acme.eve, category="Account", tags=("a", "b"), sample={"name": "Ida", "n": 1.5})
    read = queries.template(acme.vic, made.id)
    assert read == made
    assert read.source == SOURCE


def test_sample_data_is_made_of_the_variables_when_none_is_given(acme: Acme) -> None:
    assert "name" in create(acme.eve).sample


def test_viewers_and_approvers_change_nothing(acme: Acme) -> None:
    made = create(acme.eve)
    for actor in (acme.vic, acme.ann):
        for attempt in (
            lambda actor=actor: create(actor),
            lambda actor=actor: actions.delete_template(made.id, actor=actor),
            lambda actor=actor: actions.archive_template(made.id, actor=actor),
            lambda actor=actor: actions.duplicate_template(made.id, actor=actor),
            lambda actor=actor: actions.save_template(
                made.id, actor=actor, revision=1, changes=Changes(name="x")
            ),
        ):
            with pytest.raises(Forbidden, match="may not"):
                attempt()
    assert queries.template(acme.eve, made.id) == made


def test_another_organization_sees_nothing(acme: Acme, globex: Globex) -> None:
    made = create(acme.eve)
    for attempt in (
        lambda: queries.template(globex.zoe, made.id),
        lambda: queries.versions(globex.zoe, made.id),
        lambda: actions.delete_template(made.id, actor=globex.zoe),
        lambda: actions.save_template(
            made.id, actor=globex.zoe, revision=None, changes=Changes(name="x")
        ),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert queries.library(globex.zoe).total == 0


def test_a_stale_save_is_told_whose_revision_it_is_and_stores_nothing(acme: Acme) -> None:
    made = create(acme.eve)
    actions.save_template(made.id, actor=acme.max, revision=1, changes=Changes(source="<p>Max</p>"))
    with pytest.raises(StaleRevision, match="Max Brandt saved revision 2") as refusal:
        actions.save_template(
            made.id, actor=acme.eve, revision=1, changes=Changes(source="<p>Eve</p>", name="New")
        )
    assert refusal.value.details["revision"] == 2
    kept = queries.template(acme.eve, made.id)
    assert (kept.source, kept.name) == ("<p>Max</p>", "Welcome")


def test_a_stale_save_of_what_is_there_already_is_no_conflict(acme: Acme) -> None:
    made = create(acme.eve)
    actions.save_template(made.id, actor=acme.max, revision=1, changes=Changes(subject="Same"))
    after = actions.save_template(
        made.id, actor=acme.eve, revision=1, changes=Changes(subject="Same")
    )
    assert after.revision == 2


def test_of_many_saves_on_one_revision_exactly_one_wins(acme: Acme) -> None:
    made = create(acme.eve)

    def save(number: int) -> str:
        try:
            actions.save_template(
                made.id, actor=acme.eve, revision=1, changes=Changes(source=f"<p>{number}</p>")
            )
        except StaleRevision:
            return "stale"
        return f"<p>{number}</p>"

    with ThreadPoolExecutor(12) as pool:
        outcomes = [one for one in pool.map(save, range(12)) if one != "stale"]
    assert outcomes == [queries.template(acme.eve, made.id).source]


def test_changes_of_different_fields_at_the_same_moment_are_all_kept(acme: Acme) -> None:
    made = create(acme.eve)
    wanted = [
        Changes(name="New name"),
        Changes(category="Account"),
        Changes(tags=("t",)),
        Changes(description="Words"),
        Changes(subject="New subject"),
    ]
    with ThreadPoolExecutor(5) as pool:
        list(
            pool.map(
                lambda changes: actions.save_template(
                    made.id, actor=acme.eve, revision=None, changes=changes
                ),
                wanted,
            )
        )
    kept = queries.template(acme.eve, made.id)
    assert (kept.name, kept.category, kept.tags) == ("New name", "Account", ("t",))
    assert (kept.description, kept.subject, kept.revision) == ("Words", "New subject", 2)


def test_a_deleted_template_is_gone_until_it_is_restored(acme: Acme) -> None:
    made = create(acme.eve)
    actions.delete_template(made.id, actor=acme.eve)
    with pytest.raises(NotFound):
        queries.template(acme.eve, made.id)
    assert queries.library(acme.eve).total == 0
    with pytest.raises(NotFound):
        actions.delete_template(made.id, actor=acme.eve)
    back = actions.restore_template(made.id, actor=acme.eve)
    assert (back.source, queries.library(acme.eve).total) == (SOURCE, 1)


def test_the_archive_is_out_of_the_library_and_locks_the_content(acme: Acme) -> None:
    made = create(acme.eve, category="Account")
    actions.archive_template(made.id, actor=acme.eve)
    assert queries.library(acme.eve).items == ()
    assert queries.library(acme.eve, category="Account").total == 0
    archived = queries.library(acme.eve, status=Status.ARCHIVED)
    assert [card.id for card in archived.items] == [made.id]
    with pytest.raises(CraftifyError, match="archived"):
        actions.save_template(made.id, actor=acme.eve, revision=1, changes=Changes(subject="x"))
    assert actions.unarchive_template(made.id, actor=acme.eve).status == Status.DRAFT
    assert queries.library(acme.eve).total == 1


def test_a_duplicate_is_a_draft_of_its_own(acme: Acme) -> None:
    made = create(acme.eve)
    copy = actions.duplicate_template(made.id, actor=acme.max)
    assert (copy.name, copy.source, copy.created_by) == ("Welcome (copy)", SOURCE, acme.max.id)
    actions.save_template(copy.id, actor=acme.max, revision=1, changes=Changes(source="<p>x</p>"))
    assert queries.template(acme.eve, made.id).source == SOURCE


def test_what_cannot_be_packed_is_refused_and_nothing_is_stored(acme: Acme) -> None:
    source = secrets.token_hex(500_000)
    with pytest.raises(TooLarge, match="350 KB"):
        create(acme.eve, source=source)
    assert queries.library(acme.eve).total == 0


def test_every_change_is_in_the_history_in_order(acme: Acme) -> None:
    made = create(acme.eve)
    actions.save_template(made.id, actor=acme.max, revision=1, changes=Changes(subject="New"))
    actions.save_template(made.id, actor=acme.max, revision=2, changes=Changes(subject="New"))
    actions.delete_template(made.id, actor=acme.eve)
    verbs = [(event.verb, event.actor_name) for event, _ in history.events(acme.id, made.id)]
    assert verbs == [
        ("template.created", "Eve Moreau"),
        ("template.saved", "Max Brandt"),
        ("template.deleted", "Eve Moreau"),
    ]
    assert history.verify(acme.id, made.id) is None
