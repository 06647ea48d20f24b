"""Files over HTTP: uploaded first, linked by a command, read by whoever may read its record."""

from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import UUID

from litestar import Response
from litestar.response import Stream

from taktline.api.body import answer, id_in_path
from taktline.api.caller import HttpRequest, caller_of
from taktline.api.queries import parameters
from taktline.api.runtime import Runtime
from taktline.api.wire import FileStaged, UploadAsked
from taktline.platform.command import Principal
from taktline.platform.outside.file import SIZE_MAX, FileTooLarge, Upload, readable_file, stage_file
from taktline.platform.transaction import Tx

HOLDS_NOTHING_OF_OURS = "default-src 'none'; sandbox"
"""Content-Security-Policy of an upload: whatever it is, it may do nothing."""


async def upload(runtime: Runtime, request: HttpRequest) -> Response[bytes]:
    """Answer `POST /api/v1/files?name=`: the content is the body, its type the Content-Type.

    Raises:
        FileTypeRefused, TooManyStaged, FileTooLarge: see `file.stage_file`.
    """
    caller = await caller_of(runtime, request, "upload")
    asked = parameters(request.query_params, UploadAsked)
    assert isinstance(asked, UploadAsked)
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > SIZE_MAX:
        raise FileTooLarge(limit=SIZE_MAX)
    told = Upload(
        name=asked.name,
        media_type=request.headers.get("content-type", "application/octet-stream"),
    )
    file = await stage_file(
        runtime.store,
        runtime.files,
        runtime.gate.clock,
        tenant=caller.tenant,
        by=caller.principal,
        upload=(told, request.stream()),
    )
    return answer(
        FileStaged(
            id=file.id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.hash.hex(),
            staged_until=file.staged_until,
        )
    )


async def download(runtime: Runtime, request: HttpRequest) -> Stream:
    """Answer `GET /api/v1/files/{file}`.

    Raises:
        NotFound: there is none, or the reader may not know that there is.
    """
    caller = await caller_of(runtime, request, "query")

    async def sees(tx: Tx, reader: Principal, entity: str, record: UUID) -> bool:
        # tidy: positional - the shape of `Sees`
        return await runtime.catalogs.sees(caller.tenant, entity, record, reader=reader)

    async with runtime.store.transaction(caller.tenant, readonly=True) as tx:
        file = await readable_file(tx, id_in_path(request, "file"), caller.principal, sees=sees)
    content: AsyncIterator[bytes] = runtime.files.get(caller.tenant, file.hash)
    kind = "inline" if file.shown else "attachment"
    return Stream(
        content,
        media_type=file.media_type,
        status_code=200,
        headers={
            "Content-Length": str(file.size),
            "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": HOLDS_NOTHING_OF_OURS,
            "Cache-Control": "private, no-cache",
            "ETag": f'"{file.hash.hex()}"',
        },
    )
