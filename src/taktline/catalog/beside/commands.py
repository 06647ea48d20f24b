"""The commands that put comments and files beside a record of any kind, and what refuses them."""

from typing import Annotated
from uuid import UUID

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.command import Command

ATTACHED = "_attached"
"""Stands for the field in links of files that hang at a record itself; no field is called so."""
COMMENTS_MAX = 500
"""Comments on one record: what is talked about more is a matter of its own."""
ATTACHED_MAX = 100
"""Files at one record; more belong to an entity with a field for them."""
WORDS_MAX = 4_000
"""Characters of a comment: a page and a half."""
MENTIONED_MAX = 20

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=WORDS_MAX)]
EntityName = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
People = Annotated[tuple[UUID, ...], msgspec.Meta(max_length=MENTIONED_MAX)]


class CommentNotYours(Problem):
    """Somebody would put other words into another one's mouth."""

    title = Text(
        en="Only who wrote a comment may change it.", zh="只有评论的作者本人可以修改该评论。"
    )
    status = 403


class CommentGone(Problem):
    """The comment is not there, or was taken back."""

    title = Text(
        en="The comment is not there any more; read the record again.",
        zh="该评论已不存在;请刷新后重试。",
    )
    status = 404


class NobodyMentioned(Problem):
    """A comment speaks to somebody who has no account here."""

    title = Text(en="Nobody of id {user} is here to be mentioned.", zh="没有标识为 {user} 的用户。")
    status = 422


class FileNotYours(Problem):
    """A file was attached by somebody else."""

    title = Text(
        en="Only who attached a file may take it away.", zh="只有添加附件的本人可以移除该附件。"
    )
    status = 403


class FileNotAttached(Problem):
    """The record does not have the file."""

    title = Text(
        en="The file does not hang at this record any more.", zh="该文件已不在此记录的附件中。"
    )
    status = 404


class TooManyBeside(Problem):
    """A record has as many comments or files as one can have."""

    title = Text(
        en="The record has {limit} already, as many as it can have.",
        zh="该记录已达上限 {limit} 条。",
    )
    status = 409


class AboutRecord(Command, frozen=True, kw_only=True):
    """A command about a record of any kind.

    Attributes:
        entity: kind of the record.
        record: its id.
    """

    entity: EntityName
    record: UUID


class WriteComment(AboutRecord, frozen=True, kw_only=True):
    """Say something about a record, or say one's own comment again in other words.

    Attributes:
        text: what is said, as plain text.
        mentions: users who are spoken to.
        comment: the comment that is said again; None = a new one.
    """

    text: Words
    mentions: People = ()
    comment: UUID | None = None


class WithdrawComment(AboutRecord, frozen=True, kw_only=True):
    """Take a comment back; that there was one stays known.

    Attributes:
        comment: which one.
    """

    comment: UUID


class AttachFile(AboutRecord, frozen=True, kw_only=True):
    """Hang an uploaded file at a record.

    Attributes:
        file: id of the upload.
    """

    file: UUID


class DetachFile(AboutRecord, frozen=True, kw_only=True):
    """Take a file away from a record; the file itself is kept.

    Attributes:
        file: its id.
    """

    file: UUID
