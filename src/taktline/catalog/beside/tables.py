"""What comments and files beside records bring: commands, facts, events."""

from collections.abc import Mapping

from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.catalog.beside.commands import (
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
from taktline.catalog.beside.decide import (
    decide_attach,
    decide_comment,
    decide_detach,
    decide_withdraw,
    place_of_record,
)
from taktline.catalog.beside.load import BesideLoader
from taktline.catalog.beside.mentions import mention_verbs
from taktline.catalog.shape import Shape
from taktline.platform.events.cover import Covered
from taktline.platform.outside.file import FileGone
from taktline.platform.registry import EventKind
from taktline.platform.verb import AnyVerb, Verb

COMMENT = "record_comment:write"
ATTACH = "record_file:write"

COMMENTS = Covered(
    table="record_comment",
    key=("id",),
    columns=(
        "id", "comment", "entity", "record", "text", "mentions::text", "cause", "written_by",
        "written_at",
    ),
)  # fmt: skip
"""Who said what of a record is a fact and is sealed."""

EVENTS = tuple(
    EventKind(name=name, entity="record", label=label)
    for name, label in (
        ("record.commented", Text(en="Commented", zh="已评论")),
        ("record.comment_withdrawn", Text(en="Comment taken back", zh="评论已撤回")),
        ("record.file_attached", Text(en="File attached", zh="已添加附件")),
        ("record.file_detached", Text(en="File taken away", zh="附件已移除")),
    )
)


def beside_verbs(shapes: Mapping[str, Shape]) -> tuple[AnyVerb, ...]:
    """Return the commands about what stands beside records, as a tenant's documents shape them."""
    load = BesideLoader(shapes=shapes).load
    return (
        *mention_verbs(),
        Verb(
            "catalog.write_comment",
            WriteComment,
            needs=COMMENT,
            load=load,
            decide=decide_comment,
            label=Text(en="Comment", zh="评论"),
            path=place_of_record,
            refusals=(NotFound, CommentGone, CommentNotYours, NobodyMentioned, TooManyBeside),
            events=("record.commented",),
        ),
        Verb(
            "catalog.withdraw_comment",
            WithdrawComment,
            needs=COMMENT,
            load=load,
            decide=decide_withdraw,
            label=Text(en="Take a comment back", zh="撤回评论"),
            path=place_of_record,
            refusals=(NotFound, CommentGone, CommentNotYours),
            events=("record.comment_withdrawn",),
        ),
        Verb(
            "catalog.attach_file",
            AttachFile,
            needs=ATTACH,
            load=load,
            decide=decide_attach,
            label=Text(en="Attach a file", zh="添加附件"),
            path=place_of_record,
            refusals=(NotFound, FileGone, TooManyBeside),
            events=("record.file_attached",),
        ),
        Verb(
            "catalog.detach_file",
            DetachFile,
            needs=ATTACH,
            load=load,
            decide=decide_detach,
            label=Text(en="Take a file away", zh="移除附件"),
            path=place_of_record,
            refusals=(NotFound, FileNotAttached, FileNotYours),
            events=("record.file_detached",),
        ),
    )
