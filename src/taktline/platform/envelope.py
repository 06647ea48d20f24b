"""The envelope: how a command arrives, is checked for its shape, and what is answered."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Invalid, Problem, Several
from taktline.base.quantity import ZERO, bounded
from taktline.base.text import Text
from taktline.platform.command import AT_ONCE, Command, Principal
from taktline.platform.verb import AnyVerb

BODY_BYTES_MAX = 1_000_000
"""One command; bulk content is uploaded as a file first."""
PROBLEMS_MAX = 50
"""Shape errors told at once."""
OFFSET_MAX = timedelta(hours=14)
"""The farthest offset in use; PostgreSQL takes less than 16 hours."""

_ENCODER = msgspec.json.Encoder(order="sorted")
_PLACE = re.compile(r" - at `\$?(.*)`$")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_UNREADABLE = (
    msgspec.ValidationError,
    msgspec.DecodeError,
    UnicodeDecodeError,
    RecursionError,
)
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


class ShapeRefused(Problem):
    """A field is missing, unknown or of the wrong kind."""

    title = Text(en="Not valid: {reason}.", zh="格式无效:{reason}。")
    status = 400


class UnknownVerb(Problem):
    """Nobody knows a command of this name."""

    title = Text(en="There is no command {verb}.", zh="没有命令 {verb}。")
    status = 404


class TooLarge(Problem):
    """A command is longer than any command needs to be."""

    title = Text(
        en="The command has {size} bytes; at most {limit} are accepted.",
        zh="命令大小为 {size} 字节,最多接受 {limit} 字节。",
    )
    status = 413


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One command as it comes to the door, not yet looked at.

    Attributes:
        verb: name of the verb.
        body: the flat JSON object with the command's fields and envelope, or the struct itself.
        client: which program or device sent it, for the audit.
        on_behalf_of: the person it is given for, if not the sender (a lead reports for another).
    """

    verb: str
    body: bytes | Command
    client: str | None = None
    on_behalf_of: UUID | None = None


class Asked(msgspec.Struct, kw_only=True, eq=False):
    """One command with its verb, its asker and its fingerprint, ready to be decided.

    Attributes:
        cause: the command that caused this one.
        depth: how many causes lie behind it.
        body: the canonical re-encoding without `confirm` and `dry_run`.
        body_hash: SHA-256 of `body`.
        may_park: an offline fact that is refused is parked; False when it is retried.
        refusal: a rule it broke once it was written, when it was tried before.
        decided_at: when it was last decided; a commit that nobody heard of again is known by it.
    """

    verb: AnyVerb
    command: Command
    principal: Principal
    body: bytes
    body_hash: bytes
    client: str | None = None
    on_behalf_of: UUID | None = None
    cause: UUID | None = None
    depth: int = 0
    may_park: bool = True
    refusal: Problem | None = None
    decided_at: Instant | None = None


class EventNamed(msgspec.Struct, frozen=True, kw_only=True):
    """An event a command wrote, as its answer names it."""

    name: str
    entity: str
    record: UUID
    code: str


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """A record a command created or changed."""

    entity: str
    id: UUID
    code: str


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """An offline fact that could not be booked and waits for a person, with the refusal."""

    parked_fact: UUID
    code: str
    args: dict[str, object]


class FactShown(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that a dry run would have recorded."""

    kind: str
    content: object


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the sender of an accepted command gets, the first time and every time again.

    Attributes:
        id: the command's id.
        recorded_at: our clock when it was booked.
        events: what happened.
        records: which records it touched.
        clock_uncertain: the sender's clock was unbelievable; ours stands in its place.
        parked: set when an offline fact was kept for a person instead of being booked.
        facts: only in a dry run: what would have been recorded.
        repeated: this id had been booked before, at `recorded_at`; this time nothing was.
    """

    id: UUID
    recorded_at: Instant
    events: list[EventNamed] = []
    records: list[Touched] = []
    clock_uncertain: bool = False
    parked: Parked | None = None
    facts: list[FactShown] | None = None
    repeated: bool = False


Outcome = Answer | Problem
TenantOpen = Literal["open", "readonly", "closed"]


def asked_of(verb: AnyVerb, command: Command, principal: Principal) -> Asked:
    """Return a decoded command ready to be decided, with its canonical body and hash.

    Raises:
        ShapeRefused: a text holds the character U+0000, which no database text can.
    """
    body = canonical(command)
    refuse_nul(body)
    return Asked(
        verb=verb,
        command=command,
        principal=principal,
        body=body,
        body_hash=sha256(body).digest(),
    )


def canonical(command: Command) -> bytes:
    """Return the body that is hashed and stored: sorted fields, no defaults, no overruling.

    A command sent again with `confirm` is the same command; so is one tried with `dry_run`.
    """
    if command.confirm or command.dry_run:
        command = msgspec.structs.replace(command, confirm=(), dry_run=False)
    return _ENCODER.encode(command)


def refuse_nul(body: bytes) -> None:
    """Refuse a body in which any text holds U+0000.

    Raises:
        ShapeRefused: it does.
    """
    if b"\\u0000" in body and _NUL.search(body):
        raise ShapeRefused(reason="a text holds the character U+0000", at="/")


def decoded(verb: AnyVerb, body: bytes | Command) -> Command:
    """Read a command from JSON, or check one that was built in Python.

    Raises:
        TooLarge: more than BODY_BYTES_MAX.
        ShapeRefused: one field is wrong; `at` says which.
        Several: more than one field is wrong.
    """
    kind: type[Command] = verb.command
    if isinstance(body, Command):
        command = body
    else:
        command = _read(body, kind)
    problems = list(_loose_values(command, ""))
    if problems:
        raise _together(problems)
    return command


def _read(body: bytes, kind: type[Command]) -> Command:
    if len(body) > BODY_BYTES_MAX:
        raise TooLarge(size=len(body), limit=BODY_BYTES_MAX)
    try:
        return msgspec.json.decode(body, type=kind)
    except _UNREADABLE as error:
        raise _together(_all_problems(body, kind, error)) from None


def _together(problems: list[Problem]) -> Problem:
    return problems[0] if len(problems) == 1 else Several(problems[:PROBLEMS_MAX])


def _all_problems(body: bytes, kind: type[Command], first: Exception) -> list[Problem]:
    """Ask every field by itself, as the decoder stops at the first that is wrong."""
    try:
        raw = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except _UNREADABLE as error:
        return [_located(str(error))]
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    problems: list[Problem] = [
        ShapeRefused(reason=f"unknown field {name}", at=f"/{pointer(name)}")
        for name in raw
        if name not in fields
    ]
    for name, field in fields.items():
        if name not in raw:
            if field.required:
                problems.append(ShapeRefused(reason=f"{name} is required", at=f"/{name}"))
            continue
        try:
            msgspec.json.decode(raw[name], type=field.type)
        except _UNREADABLE as error:
            problems.append(_located(str(error), f"/{name}"))
    return problems or [_located(str(first))]


def _located(message: str, prefix: str = "") -> Problem:
    """Turn the decoder's sentence and place into a refusal with a JSON pointer."""
    found = _PLACE.search(message)
    steps = _STEP.findall(found.group(1)) if found else []
    place = prefix + "".join(f"/{pointer(name or index)}" for name, index in steps)
    reason = _PLACE.sub("", message).replace("`", "")
    return ShapeRefused(reason=reason, at=place or "/")


def pointer(name: str) -> str:
    """Return a name as one step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _loose_values(value: object, at: str) -> Iterator[Problem]:
    """Find decimals beyond the wire's limits and instants without a zone, anywhere inside."""
    if isinstance(value, Decimal):
        yield from _loose_decimal(value, at)
    elif isinstance(value, datetime):
        yield from _loose_instant(value, at)
    else:
        for name, part in _parts(value):
            yield from _loose_values(part, f"{at}/{name}")


def _loose_decimal(value: Decimal, at: str) -> Iterator[Problem]:
    try:
        bounded(value)
    except Problem as problem:
        yield problem.located(at)


def _loose_instant(value: datetime, at: str) -> Iterator[Problem]:
    offset = value.utcoffset()
    if offset is None:
        yield Invalid(reason="an instant needs an offset from UTC", at=at)
        return
    if abs(offset) > OFFSET_MAX:
        yield Invalid(reason="no place on earth is so far from UTC", at=at)
        return
    try:
        value.astimezone(UTC)
    except OverflowError:
        yield Invalid(reason="the instant lies outside the calendar", at=at)


def _parts(value: object) -> Iterable[tuple[str | int, object]]:
    if isinstance(value, msgspec.Struct):
        given = [(name, getattr(value, name)) for name in _watched(type(value))]
        # What nobody gave is the declared value itself.
        return [
            (name, part)
            for name, part in given
            if part is not None and part is not ZERO and part is not AT_ONCE and part != ()
        ]
    if isinstance(value, (list, tuple)):
        return enumerate(value)
    if isinstance(value, dict):
        return ((pointer(str(key)), part) for key, part in value.items())
    return ()


@lru_cache(maxsize=1024)
def _watched(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the fields of a struct in which a decimal or an instant can stand."""
    return tuple(f.name for f in msgspec.structs.fields(kind) if _can_be_loose(f.type, {kind}))


def _can_be_loose(annotation: object, above: set[object]) -> bool:
    if annotation in (Decimal, datetime, object, Any):
        return True
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        fields = () if annotation in above else msgspec.structs.fields(annotation)
        return any(_can_be_loose(field.type, above | {annotation}) for field in fields)
    return any(_can_be_loose(part, above) for part in get_args(annotation))
