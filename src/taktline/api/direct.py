"""The short way for one command: what a floor sends thousands of times skips the router."""

from collections.abc import Callable

from litestar import Litestar, Request, Response
from litestar.enums import ScopeType
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, Receive, Scope, Send

from taktline.api.caller import HttpRequest
from taktline.api.commands import give_command
from taktline.api.runtime import Runtime

PREFIX = "/api/v1/commands/"
TEMPLATE = "/api/v1/commands/{verb}"
"""The address as the router writes it into the figures."""

Failed = Callable[[HttpRequest, Exception], Response[bytes]]


class Direct:
    """The application; single addresses of commands are answered before its router.

    Every check, header and refusal is the router's: both call `give_command`, and a test compares
    their answers.
    """

    def __init__(self, application: Litestar, headers: dict[str, str], failed: Failed) -> None:
        """Stand before an application.

        Args:
            application: answers everything else.
            headers: put on every answer that does not say otherwise.
            failed: answers what could not be done.
        """
        self._application = application
        self._failed = failed
        self._headers = {
            name.lower().encode(): value.encode("latin-1") for name, value in headers.items()
        }
        self._always = list(self._headers.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or run the life of the application."""
        verb = _verb(scope)
        runtime = self._application.state.get("runtime")
        if verb is None or not isinstance(runtime, Runtime):
            await self._application(scope, receive, send)
            return
        scope["path_template"] = TEMPLATE
        scope["path_params"] = {"verb": verb}
        request: HttpRequest = Request(scope, receive)
        try:
            response = await give_command(runtime, request, verb)
        except Exception as error:  # noqa: BLE001 - the edge: every failure becomes an answer
            response = self._failed(request, error)
        await self._send(response, send)

    async def _send(self, response: Response[bytes], send: Send) -> None:
        content = response.content
        always = self._always
        if response.headers:
            own = {name.lower().encode(): text.encode() for name, text in response.headers.items()}
            always = list((self._headers | own).items())
        start: HTTPResponseStartEvent = {
            "type": "http.response.start",
            "status": response.status_code or 200,
            "headers": [
                *always,
                (b"content-type", str(response.media_type).encode()),
                (b"content-length", str(len(content)).encode()),
            ],
        }
        body: HTTPResponseBodyEvent = {
            "type": "http.response.body", "body": content, "more_body": False
        }  # fmt: skip
        await send(start)
        await send(body)


def _verb(scope: Scope) -> str | None:
    """Return the verb of an address that names one; None where the router must look."""
    if scope["type"] != ScopeType.HTTP or scope.get("method") != "POST":
        return None
    path = scope["path"]
    if not path.startswith(PREFIX):
        return None
    verb = path[len(PREFIX) :]
    return verb if verb and "/" not in verb else None
