"""A caller that hangs up in the middle is no mistake of ours, and costs us nothing."""

import shutil
import tempfile
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import cast

import pytest
from litestar.types import HTTPDisconnectEvent, HTTPScope, Message
from structlog.testing import capture_logs

from taktline.api.runtime import running
from taktline.api.server import web_application
from taktline.platform.setting import Settings
from tests.chaos.works import build
from tests.postgres import PREFIX, places

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
def home() -> Iterator[Path]:
    found = Path(tempfile.mkdtemp(prefix=f"{PREFIX}hung-", dir=places()[0]))
    found.chmod(0o755)
    yield found
    shutil.rmtree(found, ignore_errors=True)


async def test_who_hangs_up_before_the_body_is_not_logged_as_our_failure(home: Path) -> None:
    settings = Settings(data_dir=home / "plant")
    said: list[MutableMapping[str, object]] = []
    async with running(settings, limited=False, durable=False) as runtime:
        entry = await build(runtime)
        application = web_application(settings, with_worker=False, runtime=runtime)

        async def receive() -> HTTPDisconnectEvent:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            said.append(cast(MutableMapping[str, object], message))

        path = "/api/v1/commands/kernel.start_job_order"
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "method": "POST",
            "http_version": "1.1", "scheme": "http", "path": path, "raw_path": path.encode(),
            "root_path": "", "query_string": b"", "client": ("127.0.0.1", 1), "extensions": {},
            "server": ("127.0.0.1", 2), "headers": [
                (b"authorization", f"Bearer {entry.key}".encode()),
                (b"content-type", b"application/json"), (b"content-length", b"9"),
            ],
        }  # fmt: skip
        with capture_logs() as logs:
            await application(cast(HTTPScope, scope), receive, send)
    assert [one["event"] for one in logs if one["log_level"] == "error"] == []
    assert said[0]["status"] == 400
