"""Bodies of requests and answers as JSON."""

from typing import TypeVar
from uuid import UUID

import msgspec
from litestar import Response

from taktline.api.caller import HttpRequest
from taktline.api.commands import body_of
from taktline.platform.envelope import ShapeRefused, refuse_nul

ENCODER = msgspec.json.Encoder(enc_hook=str)
T = TypeVar("T", bound=msgspec.Struct)


async def read(request: HttpRequest, kind: type[T]) -> T:
    """Return a request's body.

    Raises:
        TooLarge: it is longer than a body may be.
        ShapeRefused: it has not the right shape.
    """
    body = await body_of(request)
    try:
        found = msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ShapeRefused(reason=str(error), at="/") from None
    refuse_nul(body)
    return found


def answer(value: object, status: int = 200) -> Response[bytes]:
    """Return a value as a JSON answer."""
    return Response(ENCODER.encode(value), media_type="application/json", status_code=status)


def nothing() -> Response[bytes]:
    """Return an answer without a body."""
    return Response(b"", status_code=204)


def id_in_path(request: HttpRequest, name: str) -> UUID:
    """Return an id that stands in the address.

    Raises:
        ShapeRefused: it is none.
    """
    try:
        return UUID(str(request.path_params[name]))
    except ValueError:
        raise ShapeRefused(reason=f"{name} is no id", at=f"/{name}") from None
