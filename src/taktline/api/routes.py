"""The table of the API's addresses beside commands and queries."""

from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec
from litestar import Response
from litestar.response import ServerSentEvent

from taktline.api.caller import HttpRequest
from taktline.api.events import list_events, stream_hints
from taktline.api.runtime import Runtime
from taktline.api.signing import begin_session, end_session, finish_set_up, who_am_i
from taktline.api.wire import Me, SetUp, SignedIn, SignIn
from taktline.base.text import Text
from taktline.platform.event import Window

Answering = Callable[[Runtime, HttpRequest], Awaitable[Response[bytes] | ServerSentEvent]]
Method = Literal["GET", "POST"]


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One address, what it takes and what it answers.

    Attributes:
        answer: struct of the body of its answer; None = no body.
        parameters: OpenAPI descriptions of what stands behind the `?`.
        needs_sign_in: False = anybody may ask.
    """

    name: str
    method: Method
    path: str
    run: Answering
    label: Text
    tag: str
    body: type[msgspec.Struct] | None = None
    answer: type[msgspec.Struct] | None = None
    parameters: tuple[dict[str, object], ...] = ()
    status: int = 200
    media_type: str = "application/json"
    needs_sign_in: bool = True


def _parameter(name: str, schema: dict[str, object]) -> dict[str, object]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


ROUTES: tuple[Route, ...] = (
    Route(
        name="sign_in",
        method="POST",
        path="/api/v1/sign-in",
        run=begin_session,
        label=Text(en="Sign in", zh="登录"),
        tag="session",
        body=SignIn,
        answer=SignedIn,
        needs_sign_in=False,
    ),
    Route(
        name="sign_out",
        method="POST",
        path="/api/v1/sign-out",
        run=end_session,
        label=Text(en="Sign out", zh="退出"),
        tag="session",
        status=204,
        needs_sign_in=False,
    ),
    Route(
        name="set_up",
        method="POST",
        path="/api/v1/set-up",
        run=finish_set_up,
        label=Text(en="Make the first administrator", zh="创建首位管理员"),
        tag="session",
        body=SetUp,
        status=204,
        needs_sign_in=False,
    ),
    Route(
        name="me",
        method="GET",
        path="/api/v1/me",
        run=who_am_i,
        label=Text(en="Who am I", zh="当前用户"),
        tag="session",
        answer=Me,
    ),
    Route(
        name="events",
        method="GET",
        path="/api/v1/events",
        run=list_events,
        label=Text(en="Sealed events behind a position", zh="某位置之后的已封存事件"),
        tag="event",
        answer=Window,
        parameters=(
            _parameter("after", {"type": "integer", "minimum": 0, "default": 0}),
            _parameter("name", {"type": "array", "items": {"type": "string"}}),
            _parameter("limit", {"type": "integer", "minimum": 1, "maximum": 1000}),
        ),
    ),
    Route(
        name="live",
        method="GET",
        path="/api/v1/live",
        run=stream_hints,
        label=Text(en="Hints of changes as they happen", zh="实时变更提示"),
        tag="event",
        media_type="text/event-stream",
    ),
)
