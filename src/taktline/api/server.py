"""The web server: addresses to answers, refusals to problem+json, nothing cached by accident."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec
import structlog
from litestar import Litestar, Response
from litestar.datastructures import MutableScopeHeaders
from litestar.exceptions import HTTPException, InternalServerException
from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler, Message, Scope

from taktline import __version__
from taktline.api.bounds import Bounded
from taktline.api.caller import HttpRequest, language_asked
from taktline.api.commands import HungUp, give_command, give_mixed
from taktline.api.direct import Direct
from taktline.api.observed import MEDIA_TYPE as FIGURES_TYPE
from taktline.api.observed import Figures, Observed
from taktline.api.openapi import JsonObject, document
from taktline.api.own_openapi import tell_own_document
from taktline.api.queries import ask_query
from taktline.api.reference import page
from taktline.api.refusal import refused
from taktline.api.registry import REGISTRY
from taktline.api.route import Answered, Answering, Method
from taktline.api.routes import ROUTES
from taktline.api.runtime import Runtime, running
from taktline.api.web_client import (
    NoSuchAddress,
    public_paths,
    send_asset,
    send_page,
    send_public,
)
from taktline.api.wire import Health
from taktline.api.working import working
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.platform.setting import Settings

LOG = structlog.get_logger("taktline.api")

CUT_OFF = "client disconnected"
"""How Litestar says that there is no body because there is no caller any more."""
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
}


class OurMistake(Problem):
    """Something failed that should not; the log knows what."""

    title = Text(en="Something went wrong on our side; it was noted.", zh="服务器内部错误,已记录。")
    status = 500
    retry = True


class MethodNotAllowed(Problem):
    """The address exists, but not for this method."""

    title = Text(en="This address does not take {method}.", zh="该地址不支持 {method}。")
    status = 405


def web_application(
    settings: Settings,
    *,
    with_worker: bool = True,
    limited: bool = True,
    runtime: Runtime | None = None,
) -> Observed:
    """Return the ASGI application of one process.

    Args:
        settings: of the installation.
        with_worker: seal events and feed subscribers in the same process.
        limited: callers have a rate limit.
        runtime: what the process has opened already; its worker is the opener's matter.
    """

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if runtime is None:
                own = await stack.enter_async_context(running(settings, limited=limited))
                app.state.runtime = own
                if with_worker:
                    await stack.enter_async_context(working(own))
            yield

    figures = Figures()
    application = Litestar(
        route_handlers=[*_handlers(), *_figures_handlers(settings, figures)],
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,
        exception_handlers={Exception: _failed},
        before_send=[_guarded],
        request_max_body_size=None,
    )
    if runtime is not None:
        application.state.runtime = runtime
    direct = Direct(application, SECURITY_HEADERS, _failed)
    return Observed(Bounded(direct, promises_https=not settings.lan), figures)


def runtime_of(request: HttpRequest) -> Runtime:
    """Return the process's runtime."""
    runtime = request.app.state.runtime
    assert isinstance(runtime, Runtime)
    return runtime


def _handlers() -> list[ControllerRouterHandler]:
    async def command(request: HttpRequest) -> Response[bytes]:
        return await give_command(runtime_of(request), request, str(request.path_params["verb"]))

    async def query(request: HttpRequest) -> Response[bytes]:
        return await ask_query(runtime_of(request), request, str(request.path_params["name"]))

    own: list[ControllerRouterHandler] = [
        _handler("POST", "/api/v1/commands/{verb:str}", command),
        _handler("POST", "/api/v1/commands", _with_runtime(give_mixed)),
        _handler("GET", "/api/v1/queries/{name:str}", query),
        _handler("GET", "/api/health", _health),
        _handler("GET", "/api/openapi.json", _openapi),
        _handler("GET", "/api/v1/openapi.json", _with_runtime(tell_own_document)),
        _handler("GET", "/api/reference", _reference),
        _handler("GET", "/api/reference.css", _static("reference.css", "text/css")),
        _handler("GET", "/api/customer-page.css", _static("customer-page.css", "text/css")),
        _handler("GET", "/api/set-up.js", _static("set-up.js", "text/javascript")),
        _handler("GET", "/api/reference.js", _static("reference.js", "text/javascript")),
    ]
    pages = [
        _handler("GET", "/assets/{name:path}", send_asset),
        *(_handler("GET", path, send_public) for path in public_paths()),
        _handler("GET", ["/", "/{page:path}"], send_page),
    ]
    return [*own, *(_handler(r.method, r.path, _with_runtime(r.run)) for r in ROUTES), *pages]


def _figures_handlers(settings: Settings, figures: Figures) -> list[ControllerRouterHandler]:
    """Offer figures for Prometheus where the operator wants them."""

    async def metrics() -> Response[bytes]:
        return Response(figures.text(), media_type=FIGURES_TYPE, status_code=200)

    return [_handler("GET", "/metrics", metrics)] if settings.metrics else []


def _handler(method: Method, path: str | list[str], run: Callable[..., object]) -> HTTPRouteHandler:
    return HTTPRouteHandler(path, http_method=method, status_code=200)(run)


def _with_runtime(run: Answering) -> Callable[..., object]:
    async def answer(request: HttpRequest) -> Answered:
        return await run(runtime_of(request), request)

    return answer


async def _health(request: HttpRequest) -> Response[bytes]:
    runtime = runtime_of(request)
    await runtime.store.tenants()
    body = msgspec.json.encode(Health(status="ok", version=__version__))
    return Response(body, media_type="application/json", status_code=200)


class _Document(msgspec.Struct, frozen=True):
    """The OpenAPI document as it is sent, made once per process."""

    content: JsonObject
    body: bytes
    tag: str


@cache
def _document() -> _Document:
    content = document(REGISTRY)
    body = msgspec.json.encode(content)
    return _Document(content=content, body=body, tag=f'"{sha256(body).hexdigest()[:32]}"')


async def _openapi(request: HttpRequest) -> Response[bytes]:
    found = _document()
    headers = {"ETag": found.tag, "Cache-Control": "no-cache"}
    known = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    if found.tag in known or f"W/{found.tag}" in known:
        return Response(b"", status_code=304, headers=headers)
    return Response(found.body, media_type="application/json", status_code=200, headers=headers)


async def _reference(request: HttpRequest) -> Response[bytes]:
    wanted = request.query_params.get("language")
    language = "zh" if wanted == "zh" else "en" if wanted == "en" else language_asked(request)
    html = page(_document().content, language)
    return Response(html.encode(), media_type="text/html", status_code=200)


def _static(name: str, media_type: str) -> Callable[..., object]:
    content = (files("taktline.api") / "static" / name).read_bytes()

    async def answer() -> Response[bytes]:
        return Response(content, media_type=media_type, status_code=200)

    return answer


def _failed(request: HttpRequest, error: Exception) -> Response[bytes]:
    """Answer every failure as a refusal; ours are logged with their trace, callers' are not."""
    return refused(_problem_of(request, error), language_asked(request))


def _problem_of(request: HttpRequest, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException) and error.status_code == 405:
        return MethodNotAllowed(method=request.method)
    if isinstance(error, HTTPException) and error.status_code == 404:
        return NoSuchAddress(reason=request.url.path[:200])
    if isinstance(error, HTTPException) and error.status_code < 500:
        return NotFound(kind="address", code=request.url.path[:200])
    if isinstance(error, InternalServerException) and CUT_OFF in error.detail:
        return HungUp()
    LOG.error("request_failed", method=request.method, path=request.url.path, exc_info=error)
    return OurMistake()


async def _guarded(message: Message, scope: Scope) -> None:
    """Put the security headers on every answer, refusals included."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
