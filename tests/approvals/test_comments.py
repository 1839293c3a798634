"""Threads on places of a version: said once, found again, and holding the approval exactly."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from accounts.domain import Member
from approvals import actions, queries
from approvals.comments import actions as comments
from approvals.comments import files, store
from approvals.comments import queries as comment_queries
from approvals.comments.domain import (
    Anchor,
    NotYours,
    Spot,
    StaleThread,
    Thread,
    ThreadStatus,
)
from approvals.domain import (
    AlreadyDecided,
    BlockingThreads,
    DecisionKind,
    Definition,
    People,
    StepDefinition,
    Workflow,
    WorkflowStatus,
)
from craftify import history, ids
from craftify.errors import Forbidden, Invalid, NotFound, TooLarge, UnsupportedType
from craftify.outbox.models import OutboxItem
from templates_app import queries as templates
from templates_app.documents import document_of
from tests.approvals.letters import edited, submitted
from tests.cast import Acme, Globex

APPROVE = DecisionKind.APPROVE
LETTER = """<mjml>
  <mj-body>
    <mj-section><mj-column>
      <mj-text>Spring sale: a fifth off everything until Sunday.</mj-text>
      <mj-button href="https://example.com/shop">Shop now</mj-button>
    </mj-column></mj-section>
    <mj-section><mj-column><mj-text>Unsubscribe at any time.</mj-text></mj-column></mj-section>
  </mj-body>
</mjml>"""


def block_of(acme: Acme, review: Workflow, words: str) -> str:
    version = templates.version(acme.eve, review.template_id, review.version)
    return next(one.id for one in document_of(version).blocks if words in one.text)


def on(block_id: str, quote: str = "") -> Anchor:
    spot = Spot.TEXT if quote else Spot.BLOCK
    return Anchor(spot=spot, block_id=block_id, quote=quote)


def reviewed(acme: Acme, review: Workflow) -> Workflow:
    return queries.workflow(acme.ann, review.id)


def resubmitted(acme: Acme, review: Workflow, source: str) -> Workflow:
    actions.decide(
        review.id, actor=acme.bob, kind=DecisionKind.REQUEST_CHANGES, comment="See threads."
    )
    edited(review.template_id, acme.eve, source=source)
    return actions.submit(review.template_id, actor=acme.eve)


def by_words(acme: Acme, review: Workflow) -> dict[str, comment_queries.PlacedThread]:
    found = comment_queries.threads(acme.ann, review.id)
    return {one.thread.comments[0].words: one for one in found}


def told(review: Workflow, kind: str) -> list[dict[str, object]]:
    lane = f"{review.organization_id}#event#{review.id}"
    return [item.data for item in OutboxItem.query(lane) if item.type == kind]


def test_a_thread_is_begun_answered_and_read(acme: Acme) -> None:
    review = submitted(acme.eve, source=LETTER)
    begun = comments.start(
        review.id, actor=acme.ann, words=" Who pays this? ", mentions=(acme.max.id,)
    )
    comments.reply(review.id, begun.id, actor=acme.eve, words="Sales does.")
    [found] = comment_queries.threads(acme.vic, review.id)
    assert [(one.by_name, one.words) for one in found.thread.comments] == [
        ("Ann Boyd", "Who pays this?"),
        ("Eve Moreau", "Sales does."),
    ]
    assert (found.where, found.gone) == ("The whole email", False)
    first, second = told(review, "commentAdded")
    assert (first["mentions"], first["told"]) == ([acme.max.id], [acme.eve.id, acme.ann.id])
    assert second["threadId"] == begun.id
    trail = [event.verb for event, _ in history.events(acme.id, begun.id)]
    assert trail == ["comment.added", "comment.added"]
    assert history.verify(acme.id, begun.id) is None


def test_sending_it_twice_says_it_once(acme: Acme) -> None:
    review = submitted(acme.eve)
    thread_id, comment_id = ids.new_id("thr"), ids.new_id("cmt")
    for _ in range(2):
        comments.start(review.id, actor=acme.ann, words="Hm.", id=thread_id)
        comments.reply(review.id, thread_id, actor=acme.bob, words="Yes.", id=comment_id)
    [found] = comment_queries.threads(acme.ann, review.id)
    assert [one.words for one in found.thread.comments] == ["Hm.", "Yes."]
    for bad in ("thr_1", "cmt_" + "a" * 26, "thr_" + "#" * 26, "thr_" + "é" * 26):
        with pytest.raises(Invalid):
            comments.start(review.id, actor=acme.ann, words="Hm.", id=bad)


def test_who_may_comment(acme: Acme, globex: Globex) -> None:
    policy = queries.policy(acme.max)
    asked = StepDefinition(
        name="Approval",
        approvers=People(users=(acme.ann.id, acme.bob.id)),
        reviewers=People(users=(acme.vic.id,)),
    )
    plain = submitted(acme.eve)
    with pytest.raises(Forbidden, match="may not comment"):
        comments.start(plain.id, actor=acme.vic, words="Hm.")
    rules = replace(policy, definitions=(Definition(id="d", name="Usual", steps=(asked,)),))
    actions.save_policy(rules, actor=acme.max, revision=0)
    review = submitted(acme.eve)
    begun = comments.start(review.id, actor=acme.vic, words="Asked, so I may.")
    with pytest.raises(Forbidden):
        actions.decide(review.id, actor=acme.vic, kind=APPROVE)
    for attempt in (
        lambda: comments.start(review.id, actor=globex.zoe, words="Hm."),
        lambda: comments.reply(review.id, begun.id, actor=globex.zoe, words="Hm."),
        lambda: comments.resolve(review.id, begun.id, actor=globex.zoe),
        lambda: comments.reply(review.id, "thr_nothing", actor=acme.ann, words="Hm."),
        lambda: comment_queries.threads(globex.zoe, review.id),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_what_cannot_be_said(acme: Acme, globex: Globex) -> None:
    review = submitted(acme.eve, source=LETTER)
    block = block_of(acme, review, "Spring sale")
    for words, anchor, mentions in (
        ("  ", None, ()),
        ("x" * 4001, None, ()),
        ("a\0b", None, ()),
        ("Hm.", None, (globex.zoe.id,)),
        ("Hm.", Anchor(spot=Spot.BLOCK), ()),
        ("Hm.", on("no-such-block"), ()),
        ("Hm.", Anchor(spot=Spot.TEXT, block_id=block, quote=" "), ()),
        ("Hm.", on(block, "x" * 1001), ()),
    ):
        with pytest.raises(Invalid):
            comments.start(review.id, actor=acme.ann, words=words, anchor=anchor, mentions=mentions)
    assert comment_queries.threads(acme.ann, review.id) == ()


def test_a_comment_is_found_again_in_the_next_version(acme: Acme) -> None:
    review = submitted(acme.eve, source=LETTER)
    sale = block_of(acme, review, "Spring sale")
    bye = block_of(acme, review, "Unsubscribe")
    comments.start(review.id, actor=acme.ann, words="All?", anchor=on(sale, "everything"))
    comments.start(review.id, actor=acme.ann, words="Small print.", anchor=on(bye))
    comments.start(review.id, actor=acme.ann, words="Nice.")
    moved = LETTER.replace("until Sunday", "for you until Monday").replace(
        "    <mj-section><mj-column>\n",
        "    <mj-section><mj-column><mj-text>New above.</mj-text></mj-column></mj-section>\n"
        "    <mj-section><mj-column>\n",
    )
    gone = moved.replace(
        "<mj-section><mj-column><mj-text>Unsubscribe at any time.</mj-text>"
        "</mj-column></mj-section>",
        "",
    )
    second = resubmitted(acme, review, gone)
    found = {
        one.thread.comments[0].words: one for one in comment_queries.threads(acme.ann, second.id)
    }
    text = next(
        one.text
        for one in document_of(templates.version(acme.eve, review.template_id, 2)).blocks
        if one.id == sale
    )
    assert text[found["All?"].start : found["All?"].end] == "everything"
    assert (found["Small print."].gone, found["Nice."].gone) == (True, False)
    assert found["Small print."].where.startswith("On a removed block")
    third = resubmitted(acme, second, gone.replace("everything", "all coats"))
    again = {
        one.thread.comments[0].words: one for one in comment_queries.threads(acme.ann, third.id)
    }
    assert again["All?"].thread.anchor.block_id == sale


def test_only_its_author_changes_a_comment(acme: Acme) -> None:
    review = submitted(acme.eve)
    begun = comments.start(review.id, actor=acme.ann, words="Helo.")
    [said] = begun.comments
    with pytest.raises(NotYours):
        comments.edit(review.id, begun.id, said.id, actor=acme.max, words="No.")
    with pytest.raises(NotYours):
        comments.delete(review.id, begun.id, said.id, actor=acme.ada)
    comments.edit(review.id, begun.id, said.id, actor=acme.ann, words="Hello.")
    after = comments.delete(review.id, begun.id, said.id, actor=acme.ann)
    assert (after.comments[0].words, after.comments[0].deleted) == ("", True)
    with pytest.raises(Invalid):
        comments.edit(review.id, begun.id, said.id, actor=acme.ann, words="Again.")
    trail = [event.change for event, _ in history.events(acme.id, begun.id)]
    assert [(one.get("before"), one.get("after")) for one in trail[1:]] == [
        ("Helo.", "Hello."),
        ("Hello.", ""),
    ]


def test_reactions_come_and_go(acme: Acme) -> None:
    review = submitted(acme.eve)
    begun = comments.start(review.id, actor=acme.ann, words="Good.")
    said = begun.comments[0].id

    def react(actor: Member, reaction: str = "👍") -> Thread:
        return comments.react(review.id, begun.id, said, actor=actor, reaction=reaction)

    react(acme.eve)
    both = react(acme.bob)
    assert both.comments[0].reactions == {"👍": (acme.eve.id, acme.bob.id)}
    react(acme.eve)
    assert react(acme.bob).comments[0].reactions == {}
    with pytest.raises(Invalid):
        react(acme.eve, "<script>")


def test_a_blocking_thread_holds_the_approval_until_its_author_resolves_it(acme: Acme) -> None:
    review = submitted(acme.eve)
    begun = comments.start(review.id, actor=acme.ann, words="Legal!", blocking=True)
    assert reviewed(acme, review).blocking == 1
    with pytest.raises(BlockingThreads):
        actions.decide(review.id, actor=acme.bob, kind=APPROVE)
    for actor in (acme.eve, acme.bob):
        with pytest.raises(NotYours):
            comments.resolve(review.id, begun.id, actor=actor)
        with pytest.raises(NotYours):
            comments.mark(review.id, begun.id, actor=actor, blocking=False)
    comments.resolve(review.id, begun.id, actor=acme.ann)
    with pytest.raises(StaleThread):
        comments.resolve(review.id, begun.id, actor=acme.ann)
    comments.reopen(review.id, begun.id, actor=acme.eve)
    assert reviewed(acme, review).blocking == 1
    comments.mark(review.id, begun.id, actor=acme.max, blocking=False)
    assert reviewed(acme, review).blocking == 0
    assert queries.trail(acme.ann, review.id).broken_at is None
    done = actions.decide(review.id, actor=acme.bob, kind=APPROVE)
    assert done.status == WorkflowStatus.APPROVED


def test_a_blocking_thread_holds_the_next_review_too(acme: Acme) -> None:
    review = submitted(acme.eve)
    begun = comments.start(review.id, actor=acme.ann, words="Legal!", blocking=True)
    actions.withdraw(review.id, actor=acme.eve)
    between = comments.start(review.id, actor=acme.bob, words="And brand!", blocking=True)
    second = actions.submit(review.template_id, actor=acme.eve)
    assert second.blocking == 2
    comments.resolve(second.id, begun.id, actor=acme.ann)
    assert reviewed(acme, second).blocking == 1
    comments.resolve(second.id, between.id, actor=acme.bob)
    assert actions.decide(second.id, actor=acme.ann, kind=APPROVE).is_open is False


def test_blocking_and_approving_at_the_same_moment_have_one_truth(acme: Acme) -> None:
    for _ in range(6):
        review = submitted(acme.eve)
        start = threading.Barrier(2)

        def approve(review: Workflow = review, start: threading.Barrier = start) -> bool:
            start.wait()
            try:
                actions.decide(review.id, actor=acme.ann, kind=APPROVE)
            except BlockingThreads:
                return False
            return True

        def block(review: Workflow = review, start: threading.Barrier = start) -> bool:
            start.wait()
            comments.start(review.id, actor=acme.bob, words="Wait!", blocking=True)
            return True

        with ThreadPoolExecutor(2) as pool:
            approved = pool.submit(approve)
            pool.submit(block).result()
        after = reviewed(acme, review)
        assert approved.result() == (after.status == WorkflowStatus.APPROVED)
        assert store.blocking(acme.id, review.template_id) == 1
        if after.is_open:
            assert after.blocking == 1


def test_submitting_and_blocking_at_the_same_moment_count_the_same(acme: Acme) -> None:
    review = submitted(acme.eve)
    actions.withdraw(review.id, actor=acme.eve)
    for number in range(1, 6):
        start = threading.Barrier(2)

        def block(start: threading.Barrier = start) -> None:
            start.wait()
            comments.start(review.id, actor=acme.bob, words="Wait!", blocking=True)

        def submit(start: threading.Barrier = start) -> Workflow:
            start.wait()
            return actions.submit(review.template_id, actor=acme.eve)

        with ThreadPoolExecutor(2) as pool:
            made = pool.submit(submit)
            pool.submit(block).result()
        assert reviewed(acme, made.result()).blocking == number
        actions.withdraw(made.result().id, actor=acme.eve)


def test_the_words_of_who_came_too_late_are_kept_once(acme: Acme) -> None:
    review = submitted(acme.eve)
    actions.decide(review.id, actor=acme.ann, kind=APPROVE)
    for _ in range(2):
        with pytest.raises(AlreadyDecided, match=r"Ann Boyd approved it.*comment was kept"):
            actions.decide(review.id, actor=acme.bob, kind=DecisionKind.REJECT, comment="Too loud.")
    with pytest.raises(AlreadyDecided):
        actions.decide(review.id, actor=acme.vic, kind=APPROVE, comment="Me too.")
    [kept] = comment_queries.threads(acme.eve, review.id)
    assert [(one.by, one.words) for one in kept.thread.comments] == [(acme.bob.id, "Too loud.")]
    assert kept.thread.status == ThreadStatus.OPEN


def test_files_beside_comments(acme: Acme, globex: Globex) -> None:
    review = submitted(acme.eve)
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    kept = files.upload(review.id, actor=acme.ann, filename="../../a b.png", data=png)
    assert (kept.filename, kept.media_type) == ("a b.png", "image/png")
    begun = comments.start(review.id, actor=acme.ann, words="", attachments=(kept.id,))
    assert begun.comments[0].attachments == (kept,)
    assert files.read(review.id, kept.id, actor=acme.vic) == (kept, png)
    with pytest.raises(NotFound):
        files.read(review.id, kept.id, actor=globex.zoe)
    with pytest.raises(NotFound):
        files.read(submitted(acme.eve).id, kept.id, actor=acme.ann)
    with pytest.raises(Invalid):
        comments.start(review.id, actor=acme.bob, words="", attachments=(kept.id,))
    for nothing in ("", "x" * 3000):
        with pytest.raises(Invalid):
            comments.start(review.id, actor=acme.ann, words="x", attachments=(nothing,))
    with pytest.raises(TooLarge):
        files.upload(review.id, actor=acme.ann, filename="x.txt", data=b"x" * (5 * 2**20 + 1))
    for data in (b"", b"MZ\0\0", b"\xff\xfe\0", b"<\0"):
        with pytest.raises(UnsupportedType):
            files.upload(review.id, actor=acme.ann, filename="x.png", data=data)
    page = files.upload(review.id, actor=acme.ann, filename="x.png", data=b"<script>1</script>")
    assert page.media_type.startswith("text/plain")
