"""One address of the API beside commands and queries: what it takes, does and answers."""

from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec
from litestar import Response
from litestar.response import ServerSentEvent, Stream

from taktline.api.caller import HttpRequest
from taktline.api.runtime import Runtime
from taktline.base.text import Text

Answered = Response[bytes] | ServerSentEvent | Stream
Answering = Callable[[Runtime, HttpRequest], Awaitable[Answered]]
Method = Literal["GET", "POST"]

JsonObject = dict[str, object]

UUID_TEXT: JsonObject = {"type": "string", "format": "uuid"}
TEXT: JsonObject = {"type": "string"}
TEXTS: JsonObject = {"type": "array", "items": {"type": "string"}}
FLAG: JsonObject = {"type": "boolean", "default": False}


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One address, what it takes and what it answers.

    Attributes:
        path: `{name:str}` is a part that varies.
        body: struct of its JSON body; None = no body.
        takes: media type of a body that is no JSON.
        answer: struct of the body of its answer; None = no body.
        parameters: OpenAPI descriptions of what stands behind the `?` or in the path.
        media_type: of the answer.
        told_alike: statuses whose answer is a page of that media type too, for people to read.
        statuses: HTTP statuses of refusals beside those every address may give.
        needs_sign_in: False = anybody may ask.
    """

    name: str
    method: Method
    path: str
    run: Answering
    label: Text
    tag: str
    body: type[msgspec.Struct] | None = None
    takes: str | None = None
    answer: type[msgspec.Struct] | None = None
    parameters: tuple[JsonObject, ...] = ()
    status: int = 200
    media_type: str = "application/json"
    told_alike: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    needs_sign_in: bool = True


def in_query(name: str, schema: JsonObject, *, required: bool = False) -> JsonObject:
    """Describe a parameter behind the `?`."""
    return {"name": name, "in": "query", "required": required, "schema": schema}


def in_path(name: str, schema: JsonObject) -> JsonObject:
    """Describe a part of the path that varies."""
    return {"name": name, "in": "path", "required": True, "schema": schema}
