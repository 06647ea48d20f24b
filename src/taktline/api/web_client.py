"""The built web client: pages with a nonce of their own, assets that never change, packed."""

import mimetypes
import secrets
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
from litestar import Response

from taktline.api.caller import HttpRequest
from taktline.base.problem import Problem
from taktline.base.text import Text

BUILT = Path(str(files("taktline"))) / "_web"
OFFICE, FLOOR = "office.html", "floor.html"
HIDDEN = "."
NONCE_MARK = b"__CSP_NONCE__"
YEAR_S = 31_536_000
IMMUTABLE = f"public, max-age={YEAR_S}, immutable"
"""An asset's name holds its digest: another content has another name."""
# The camera's reader is wasm; the word lets it be compiled and nothing else be evaluated.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class NoSuchAddress(Problem):
    """The address or the method does not exist."""

    title = Text(en="There is nothing here: {reason}.", zh="此处没有内容:{reason}。")
    status = 404


class ClientNotBuilt(Problem):
    """The pages were never built in this checkout."""

    title = Text(
        en="The web client is not built here: run `make web`, then start again.",
        zh="此处尚未构建网页端:请运行 `make web` 后重新启动。",
    )
    status = 503


class ClientFile(msgspec.Struct, frozen=True, kw_only=True):
    """One built file as it is sent: as it is, and packed where that is smaller."""

    content: bytes
    packed: bytes | None
    media_type: str


async def send_page(request: HttpRequest) -> Response[bytes]:
    """Answer an address that a person opens: the floor's page below `/floor`, else the office's.

    Raises:
        NoSuchAddress: a program asked, or it is an address of the API.
        ClientNotBuilt: there are no pages here.
    """
    path = request.url.path
    wants_page = "text/html" in request.headers.get("accept", "")
    if path.startswith("/api/") or (path != "/" and not wants_page):
        raise NoSuchAddress(reason=path[:200])
    found = client_files()
    if not found:
        raise ClientNotBuilt
    page = found[FLOOR if path == "/floor" or path.startswith("/floor/") else OFFICE]
    nonce = secrets.token_urlsafe(16)
    return Response(
        page.content.replace(NONCE_MARK, nonce.encode()),
        media_type="text/html",
        status_code=200,
        headers={
            "Content-Security-Policy": PAGE_POLICY.format(nonce=nonce),
            "Cache-Control": "no-cache",
        },
    )


async def send_asset(request: HttpRequest) -> Response[bytes]:
    """Answer `GET /assets/...`: for a year, as a changed file has another name.

    Raises:
        NoSuchAddress: there is no such file.
    """
    path = request.url.path
    found = client_files().get(path.lstrip("/"))
    if found is None:
        raise NoSuchAddress(reason=path[:200])
    return _sent(request, found, caching=IMMUTABLE)


async def send_public(request: HttpRequest) -> Response[bytes]:
    """Answer a file with a name of its own beside the pages (icon, manifest, service worker)."""
    path = request.url.path
    found = client_files().get(path.lstrip("/"))
    if found is None:
        raise NoSuchAddress(reason=path[:200])
    return _sent(request, found, caching="no-cache")


def public_paths() -> list[str]:
    """Return the addresses of the files beside the pages."""
    return sorted(f"/{name}" for name in client_files() if "/" not in name and ".html" not in name)


@cache
def client_files() -> dict[str, ClientFile]:
    """Return the built files by name, read once; none where the client was not built."""
    if not (BUILT / OFFICE).is_file():
        return {}
    return {
        path.relative_to(BUILT).as_posix(): _read(path)
        for path in sorted(BUILT.rglob("*"))
        if path.is_file() and path.suffix != ".gz" and not _is_hidden(path)
    }


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(HIDDEN) for part in path.relative_to(BUILT).parts)


def _read(path: Path) -> ClientFile:
    packed = path.with_name(path.name + ".gz")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return ClientFile(
        content=path.read_bytes(),
        packed=packed.read_bytes() if packed.is_file() else None,
        media_type=kind,
    )


def _sent(request: HttpRequest, file: ClientFile, *, caching: str) -> Response[bytes]:
    headers = {"Cache-Control": caching, "Vary": "Accept-Encoding"}
    takes_packed = "gzip" in request.headers.get("accept-encoding", "")
    if file.packed is not None and takes_packed:
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, media_type=file.media_type, status_code=200, headers=headers)
    return Response(file.content, media_type=file.media_type, status_code=200, headers=headers)
