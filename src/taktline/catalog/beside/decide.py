"""The decisions about comments and files of a record: who sees the record may speak of it. Pure."""

from collections.abc import Sequence
from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.problem import NotFound
from taktline.catalog.attach import FilesLetGo
from taktline.catalog.beside.commands import (
    ATTACHED,
    ATTACHED_MAX,
    COMMENTS_MAX,
    AboutRecord,
    AttachFile,
    CommentGone,
    CommentNotYours,
    DetachFile,
    FileNotAttached,
    FileNotYours,
    NobodyMentioned,
    TooManyBeside,
    WithdrawComment,
    WriteComment,
)
from taktline.catalog.beside.load import Beside, Said, Standing
from taktline.catalog.shape import called_in_sentence
from taktline.platform.command import Booked, Event, Fact, Ids, Principal
from taktline.platform.outside.file import FileLinked, linkable
from taktline.platform.transaction import Tx
from taktline.platform.verb import FactKind

MODERATE = "record_comment:withdraw"
"""The permission to take back what others said, and files that others attached."""


class CommentSaid(Fact, frozen=True, kw_only=True):
    """A comment has these words from now on; without text it was taken back."""

    id: UUID
    comment: UUID
    entity: str
    record: UUID
    text: str | None
    mentions: tuple[UUID, ...] = ()
    by: UUID


def decide_comment(
    state: Beside, command: WriteComment, now: Instant, ids: Ids
) -> list[Fact]:  # tidy: positional - the four of decide
    """Decide what a comment writes.

    Raises:
        NotFound: there is no such record, or the asker does not see it.
        CommentGone, CommentNotYours: the comment to say again is not there, or another one's.
        NobodyMentioned: somebody who is spoken to has no account.
        TooManyBeside: the record has COMMENTS_MAX comments.
    """
    standing = _seen(state, command, ids.by)
    if command.comment is not None and _standing_comment(state, command.comment) != ids.by.id:
        raise CommentNotYours(at="/comment")
    for user in command.mentions:
        if user not in state.people:
            raise NobodyMentioned(user=str(user), at="/mentions")
    if command.comment is None and state.commented.get(command.record, 0) >= COMMENTS_MAX:
        raise TooManyBeside(limit=COMMENTS_MAX)
    said = ids.new()
    fact = CommentSaid(
        id=said,
        comment=command.comment or said,
        entity=command.entity,
        record=command.record,
        text=command.text.strip() or command.text,
        mentions=tuple(dict.fromkeys(command.mentions)),
        by=ids.by.id,
    )
    told: dict[str, object] = {
        "comment": str(fact.comment),
        "mentions": [str(user) for user in fact.mentions],
    }
    return [fact, _event("record.commented", command, standing, payload=told)]


def decide_withdraw(
    state: Beside, command: WithdrawComment, now: Instant, ids: Ids
) -> list[Fact]:  # tidy: positional - the four of decide
    """Decide whether a comment is taken back.

    Raises:
        NotFound: there is no such record, or the asker does not see it.
        CommentGone, CommentNotYours: the comment is not there, or another one's.
    """
    standing = _seen(state, command, ids.by)
    writer = _standing_comment(state, command.comment)
    if writer != ids.by.id and not _may(ids.by, MODERATE, standing):
        raise CommentNotYours(at="/comment")
    fact = CommentSaid(
        id=ids.new(),
        comment=command.comment,
        entity=command.entity,
        record=command.record,
        text=None,
        by=ids.by.id,
    )
    told: dict[str, object] = {"comment": str(command.comment)}
    return [fact, _event("record.comment_withdrawn", command, standing, payload=told)]


def decide_attach(
    state: Beside, command: AttachFile, now: Instant, ids: Ids
) -> list[Fact]:  # tidy: positional - the four of decide
    """Decide whether a file may hang at a record.

    Raises:
        NotFound: there is no such record, or the asker does not see it.
        FileGone: the upload is not there any more, or another one's.
        TooManyBeside: the record has ATTACHED_MAX files.
    """
    standing = _seen(state, command, ids.by)
    file = linkable(state.files, command.file, by=ids.by, now=now)
    if len(state.hanging.get(command.record, {})) >= ATTACHED_MAX:
        raise TooManyBeside(limit=ATTACHED_MAX)
    fact = FileLinked(
        file=command.file, entity=command.entity, record=command.record, field=ATTACHED
    )
    told: dict[str, object] = {"file": str(file.id), "name": file.name}
    return [fact, _event("record.file_attached", command, standing, payload=told)]


def decide_detach(
    state: Beside, command: DetachFile, now: Instant, ids: Ids
) -> list[Fact]:  # tidy: positional - the four of decide
    """Decide whether a file is taken away from a record.

    Raises:
        NotFound: there is no such record, or the asker does not see it.
        FileNotAttached: it does not hang there.
        FileNotYours: somebody else attached it.
    """
    standing = _seen(state, command, ids.by)
    by = state.hanging.get(command.record, {}).get(command.file)
    if by is None:
        raise FileNotAttached(at="/file")
    if by != ids.by.id and not _may(ids.by, MODERATE, standing):
        raise FileNotYours(at="/file")
    gone = FilesLetGo(
        entity=command.entity, record=command.record, field=ATTACHED, files=[command.file]
    )
    told: dict[str, object] = {"file": str(command.file)}
    return [gone, _event("record.file_detached", command, standing, payload=told)]


def place_of_record(state: Beside, command: AboutRecord) -> tuple[UUID, ...]:
    """Return where in the hierarchy a record stands; () = nowhere."""
    standing = state.standing.get((command.entity, command.record))
    return () if standing is None else standing.path


def _seen(state: Beside, command: AboutRecord, by: Principal) -> Standing:
    standing = state.standing.get((command.entity, command.record))
    if standing is None or not _may(by, f"{command.entity}:read", standing):
        called = called_in_sentence(state.shapes, command.entity)
        unseen = NotFound(kind=command.entity, code=str(command.record), at="/record")
        raise unseen.calling(**called)
    return standing


def _may(by: Principal, needs: str, standing: Standing) -> bool:
    return by.may(needs, standing.path) if standing.is_placed else bool(by.granted(needs))


def _standing_comment(state: Beside, comment: UUID) -> UUID:
    """Return who wrote a comment that still stands."""
    said = state.said.get(comment)
    if said is None or said.text is None:
        raise CommentGone(at="/comment")
    return said.written_by


def _event(
    name: str, command: AboutRecord, standing: Standing, *, payload: dict[str, object]
) -> Event:
    """Tell it as something that happened to the record: whoever reads that may know of it."""
    return Event(
        name=name,
        entity=command.entity,
        record=command.record,
        code=standing.code,
        site=standing.site,
        payload=payload,
    )


def fold_comment(state: object, fact: CommentSaid) -> None:
    """Let the next command of the batch see the comment."""
    if not isinstance(state, Beside):
        return
    first = state.said.get(fact.comment)
    by = fact.by if first is None else first.written_by
    state.said[fact.comment] = Said(comment=fact.comment, text=fact.text, written_by=by)
    if fact.id == fact.comment:
        state.commented[fact.record] = state.commented.get(fact.record, 0) + 1


def record_comments(tx: Tx, facts: Sequence[Booked[CommentSaid]]) -> None:
    """Write comments: one statement for a batch."""
    tx.execute(
        INSERT_COMMENTS,
        {
            "ids": [b.fact.id for b in facts],
            "comments": [b.fact.comment for b in facts],
            "entities": [b.fact.entity for b in facts],
            "records": [b.fact.record for b in facts],
            "texts": [b.fact.text for b in facts],
            # PostgreSQL has no arrays of arrays of different lengths.
            "mentions": [",".join(str(user) for user in b.fact.mentions) for b in facts],
            "causes": [b.stamp.cause for b in facts],
            "by": [b.stamp.by for b in facts],
            "at": [b.stamp.recorded_at for b in facts],
        },
    )


INSERT_COMMENTS = """
    INSERT INTO record_comment (id, comment, entity, record, text, mentions, cause, written_by,
                                written_at)
    SELECT id, comment, entity, record, text, string_to_array(mentions, ',')::uuid[], cause,
           written_by, written_at
    FROM unnest(%(ids)s::uuid[], %(comments)s::uuid[], %(entities)s::text[], %(records)s::uuid[],
                %(texts)s::text[], %(mentions)s::text[], %(causes)s::uuid[], %(by)s::uuid[],
                %(at)s::timestamptz[])
         AS t (id, comment, entity, record, text, mentions, cause, written_by, written_at)
"""
FACT_KINDS = (FactKind(CommentSaid, record_comments, fold_comment),)
