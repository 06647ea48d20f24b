"""The HTTP face of the door: one verb, several commands of it, or a mixed batch."""

import msgspec
from litestar import Response

from taktline.api.caller import Caller, HttpRequest, caller_of, header
from taktline.api.refusal import details, refused
from taktline.api.runtime import Runtime
from taktline.api.wire import BODY_BYTES_MAX, Answered, Answers, Batch
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.platform.envelope import Answer, Item, Outcome, ShapeRefused, TooLarge

ENCODER = msgspec.json.Encoder(enc_hook=str)


class BatchTooLong(Problem):
    """A batch holds more commands than one request may carry."""

    title = Text(
        en="{count} commands in one request; at most {limit} are accepted.",
        zh="一次请求包含 {count} 个命令,最多接受 {limit} 个。",
    )
    status = 400


class HungUp(Problem):
    """The caller hung up before the request was whole; nobody reads this answer."""

    title = Text(en="The request was cut off.", zh="请求中断。")
    status = 400
    retry = True


async def give_command(runtime: Runtime, request: HttpRequest, verb: str) -> Response[bytes]:
    """Answer `POST /api/v1/commands/{verb}`: one command, or `{"commands": [...]}` of it."""
    caller = await caller_of(runtime, request, "command")
    body = await body_of(request)
    if b'"commands"' not in body or not _is_batch(body):
        item = Item(verb=verb, body=body, client=caller.client)
        outcomes = await runtime.door.submit(caller.tenant, caller.principal, items=[item])
        return _alone(outcomes[0], caller)
    batch = _batch(body)
    items = [Item(verb=verb, body=bytes(raw), client=caller.client) for raw in batch.commands]
    return await _together(runtime, caller, batch, items=items)


async def give_mixed(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/commands`: commands of several verbs, each naming its own."""
    caller = await caller_of(runtime, request, "command")
    batch = _batch(await body_of(request))
    items = [_named(raw, place, caller) for place, raw in enumerate(batch.commands)]
    return await _together(runtime, caller, batch, items=items)


async def body_of(request: HttpRequest) -> bytes:
    """Return a request's body.

    Raises:
        TooLarge: more than BODY_BYTES_MAX.
        HungUp: the caller is gone.
    """
    announced = header(request, b"content-length")
    if announced.isdigit() and int(announced) > BODY_BYTES_MAX:
        raise TooLarge(size=int(announced), limit=BODY_BYTES_MAX)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            raise HungUp
        parts.append(message["body"])
        size += len(message["body"])
        if size > BODY_BYTES_MAX:
            raise TooLarge(size=size, limit=BODY_BYTES_MAX)
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def _is_batch(body: bytes) -> bool:
    try:
        return "commands" in msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False


def _batch(body: bytes) -> Batch:
    try:
        batch = msgspec.json.decode(body, type=Batch)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ShapeRefused(reason=str(error), at="/") from error
    if len(batch.commands) > Batch.LENGTH_MAX:
        raise BatchTooLong(count=len(batch.commands), limit=Batch.LENGTH_MAX, at="/commands")
    return batch


def _named(raw: msgspec.Raw, place: int, caller: Caller) -> Item:
    """Take the verb's name out of one command of a mixed batch."""
    try:
        fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        verb = msgspec.json.decode(fields.pop("command", b"null"), type=str)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ShapeRefused(reason=str(error), at=f"/commands/{place}/command") from error
    return Item(verb=verb, body=msgspec.json.encode(fields), client=caller.client)


async def _together(
    runtime: Runtime, caller: Caller, batch: Batch, *, items: list[Item]
) -> Response[bytes]:
    outcomes = await runtime.door.submit(
        caller.tenant,
        caller.principal,
        items=items,
        atomic=batch.atomic,
        dry_run=batch.dry_run,
    )
    answers = Answers(answers=[_answered(outcome, caller) for outcome in outcomes])
    return Response(ENCODER.encode(answers), media_type="application/json", status_code=200)


def _alone(outcome: Outcome, caller: Caller) -> Response[bytes]:
    if isinstance(outcome, Answer):
        body = ENCODER.encode(outcome)
        return Response(body, media_type="application/json", status_code=200)
    return refused(outcome, caller.language)


def _answered(outcome: Outcome, caller: Caller) -> Answered:
    if isinstance(outcome, Answer):
        return Answered(answer=outcome)
    return Answered(problem=details(outcome, caller.language))
