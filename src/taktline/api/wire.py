"""Bodies of the API that are not one command: batches, their answers, sign-in."""

from typing import ClassVar
from uuid import UUID

import msgspec

from taktline.api.refusal import ProblemDetails
from taktline.platform.envelope import Answer

BODY_BYTES_MAX = 8_000_000
"""One request: a batch of the longest kind with room to spare; files have a door of their own."""


class Batch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Several commands in one request, in order; each with its own id and answer.

    Attributes:
        commands: as they would be sent alone; with `command` (the verb) in a mixed batch.
        atomic: all of them or none.
        dry_run: decide all, record nothing.
    """

    LENGTH_MAX: ClassVar[int] = 1000

    commands: list[msgspec.Raw]
    atomic: bool = False
    dry_run: bool = False


class MixedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One command of a mixed batch: the verb's name beside the command's own fields."""

    command: str
    id: UUID


class Mixed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Commands of several verbs, as an offline queue holds them."""

    commands: list[MixedItem]
    atomic: bool = False
    dry_run: bool = False


class Answered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one command of a batch: its answer or its refusal."""

    answer: Answer | None = None
    problem: ProblemDetails | None = None


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """The answers to a batch, in the order of its commands."""

    answers: list[Answered]


class SignIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's credentials; the tenant only where the login has several."""

    login: str
    password: str
    tenant: str | None = None


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, and the token every changing request of a browser carries back."""

    tenant: str
    name: str
    language: str
    csrf_token: str


class SetUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first administrator, by the link that the first start prints."""

    token: str
    name: str
    login: str
    password: str


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who the caller is, and what they may do somewhere."""

    tenant: str
    name: str
    language: str
    roles: tuple[str, ...]
    permissions: tuple[str, ...]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Whether this process can work."""

    status: str
    version: str
