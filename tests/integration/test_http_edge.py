"""The edge to the network: TLS, proxies one trusts, headers, and bounds on size and patience."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import json
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import httpx
import msgspec
import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from litestar.types import Send
from uvicorn.server import ServerState

from taktline.api import bounds, http_protocol
from taktline.api.http_server import GuestServer, plain_config
from taktline.api.runtime import Runtime
from taktline.api.wire import BODY_BYTES_MAX
from taktline.base.host import free_port
from taktline.base.ids import uuid7
from taktline.cli.serve import listen, web_server
from taktline.platform.identity.login import give_login
from taktline.platform.identity.rate import RATES, RateLimits
from taktline.platform.secret import Secret
from taktline.platform.setting import Settings
from tests.api_ground import Api, new_user

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def edge(runtime: Runtime, *, limited: bool = False, **more: object) -> AsyncIterator[str]:
    """Serve the application as `taktline serve` does, in this process; gives its address."""
    settings = msgspec.structs.replace(runtime.settings, port=free_port(), **more)
    limits = RateLimits(RATES) if limited else None
    opened = msgspec.structs.replace(runtime, settings=settings, limits=limits)
    listening = listen(settings)
    made = web_server(settings, opened)
    server = GuestServer(made.config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        for _ in range(1_000):
            if server.started:
                break
            await asyncio.sleep(0.01)
        scheme = "https" if settings.tls_certificate else "http"
        yield f"{scheme}://127.0.0.1:{settings.port}"
    finally:
        server.should_exit = True
        await task
        listening.close()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    chain, secret = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    secret.chmod(0o600)
    return chain, secret


async def test_https_promises_to_stay_and_marks_its_cookies(
    api: Api, certificate: tuple[Path, Path]
) -> None:
    chain, key = certificate
    async with edge(api.runtime, tls_certificate=chain, tls_key=key) as url:
        trusting = ssl.create_default_context(cafile=str(chain))
        async with httpx.AsyncClient(base_url=url, verify=trusting, timeout=30) as http:
            answer = await http.get("/api/health")
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
            old = ssl.create_default_context(cafile=str(chain))
            old.maximum_version = ssl.TLSVersion.TLSv1_2
            old.minimum_version = ssl.TLSVersion.TLSv1_2
            async with httpx.AsyncClient(base_url=url, verify=old, timeout=30) as second:
                assert (await second.get("/api/health")).status_code == 200
    async with edge(api.runtime) as url, httpx.AsyncClient(base_url=url, timeout=30) as http:
        assert "strict-transport-security" not in (await http.get("/api/health")).headers


async def test_every_answer_carries_the_headers_that_keep_browsers_safe(api: Api) -> None:
    async with edge(api.runtime) as url, httpx.AsyncClient(base_url=url, timeout=30) as http:
        for path in ("/api/health", "/api/v1/me", "/api/nowhere", "/api/reference"):
            headers = (await http.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cross-origin-opener-policy"] == "same-origin"
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert "access-control-allow-origin" not in headers
            assert "server" not in headers


async def addresses_of(api: Api) -> set[str]:
    """Return the addresses in the security log of wrong keys."""
    await api.runtime.log.write()
    async with api.runtime.store.transaction("control", readonly=True) as tx:
        rows = await tx.fetch("SELECT DISTINCT address FROM security_log WHERE kind = 'wrong-key'")
    return {str(row[0]) for row in rows}


async def wrong_keys_of(api: Api) -> int:
    """Return how many wrong keys the security log counts."""
    await api.runtime.log.write()
    async with api.runtime.store.transaction("control", readonly=True) as tx:
        rows = await tx.fetch("SELECT count(*) FROM security_log WHERE kind = 'wrong-key'")
    return int(str(rows[0][0]))


async def test_only_a_proxy_that_is_trusted_says_who_the_caller_is(api: Api) -> None:
    wrong = {"Authorization": "Bearer tkk_nobody.xxxx"}
    for trusted, told in (((), "203.0.113.7"), (("127.0.0.1",), "203.0.113.8")):
        async with (
            edge(api.runtime, trusted_proxies=trusted) as url,
            httpx.AsyncClient(base_url=url, timeout=30) as http,
        ):
            headers = {**wrong, "X-Forwarded-For": f"198.51.100.1, {told}"}
            assert (await http.get("/api/v1/me", headers=headers)).status_code == 401
        assert (told in await addresses_of(api)) is bool(trusted)
    assert "198.51.100.1" not in await addresses_of(api), "what a caller puts in front is nothing"


async def test_who_shows_wrong_keys_too_often_is_not_even_looked_up(api: Api) -> None:
    async with (
        edge(api.runtime, limited=True) as url,
        httpx.AsyncClient(base_url=url, timeout=30) as http,
    ):
        good = {"Authorization": f"Bearer {api.key}"}
        assert (await http.get("/api/v1/me", headers=good)).status_code == 200
        statuses = [
            (
                await http.get(
                    "/api/v1/me", headers={"Authorization": f"Bearer tkk_{api.tenant}.{n}"}
                )
            ).status_code
            for n in range(RATES["wrong_key"].burst + 5)
        ]
        assert statuses[:5] == [401] * 5
        assert statuses[-1] == 429
        assert (await http.get("/api/v1/me", headers=good)).status_code == 200, "known here"


async def test_a_terminal_that_waits_to_be_paired_is_no_guesser_and_keeps_to_a_pace(
    api: Api,
) -> None:
    async with (
        edge(api.runtime, limited=True) as url,
        httpx.AsyncClient(base_url=url, timeout=30) as http,
    ):
        before = await wrong_keys_of(api)
        waiting = (await http.post("/api/v1/pairing", json={"tenant": api.tenant})).json()
        terminal = {"Authorization": f"Bearer {waiting['key']}"}
        codes = [
            (await http.get("/api/v1/station/tiles", headers=terminal)).json()["code"]
            for _ in range(RATES["waiting"].burst + 10)
        ]
        assert set(codes[: RATES["waiting"].burst]) == {"not-paired-yet"}
        assert codes[-1] == "too-many-requests"
        other = (await http.post("/api/v1/pairing", json={"tenant": api.tenant})).json()
        beside = await http.get(
            "/api/v1/station/tiles", headers={"Authorization": f"Bearer {other['key']}"}
        )
        assert beside.json()["code"] == "not-paired-yet", "each terminal has a pace of its own"
        assert await wrong_keys_of(api) == before, "none of this is a wrong key"
        made_up = {"Authorization": f"Bearer {waiting['key']}x"}
        guessed = await http.get("/api/v1/station/tiles", headers=made_up)
        assert (guessed.status_code, guessed.json()["code"]) == (401, "not-signed-in")
        assert await wrong_keys_of(api) == before + 1


async def test_a_body_without_an_end_is_cut_off(api: Api) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BODY_BYTES_MAX // 65_536 + 10):
            yield b" " * 65_536

    async with edge(api.runtime) as url, httpx.AsyncClient(base_url=url, timeout=30) as http:
        answer = await http.post(
            "/api/v1/commands/platform.create_user",
            content=endless(),
            headers={"Authorization": f"Bearer {api.key}"},
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def said(url: str, *parts: bytes, pause_s: float = 0.0) -> bytes:
    """Send bytes as they are; return what comes back until the server hangs up."""
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        async with asyncio.timeout(60):
            with contextlib.suppress(ConnectionError):
                for part in parts:
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(pause_s)
                return await reader.read()
        return b""
    finally:
        writer.close()


async def test_a_body_that_only_drips_is_given_up(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "BODY_WITHIN_S", 0.3)
    head = (
        b"POST /api/v1/commands/platform.create_user HTTP/1.1\r\nHost: x\r\n"
        b"Authorization: Bearer " + api.key.encode() + b"\r\nContent-Length: 100\r\n"
        b"Connection: close\r\n\r\n"
    )
    async with edge(api.runtime) as url:
        answer = await said(url, head, b"{", pause_s=0.05)
    assert answer.startswith(b"HTTP/1.1 408")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "too-slow"


async def test_a_head_that_only_drips_or_never_ends_is_hung_up_on(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_WITHIN_S", 0.3)
    async with edge(api.runtime) as url:
        assert await said(url) == b"", "who says nothing"
        assert await said(url, b"GET / HTTP/1.1\r\n", *[b"a: b\r\n"] * 20, pause_s=0.05) == b""
        monkeypatch.setattr(http_protocol, "HEAD_WITHIN_S", 10.0)
        many = b"x-filler: " + b"y" * 1000 + b"\r\n"
        assert await said(url, b"GET / HTTP/1.1\r\n", many * 100, b"\r\n") == b""
        plain = b"GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        assert (await said(url, plain)).startswith(b"HTTP/1.1 200")


class Pieces(asyncio.Protocol):
    """A client that notes every packet it gets, and asks as often as it is told."""

    def __init__(self, *asked: bytes) -> None:
        self.asked = list(asked)
        self.got: list[bytes] = []
        self.ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)
        self.ask()

    def ask(self) -> None:
        if self.asked:
            self.transport.write(self.asked.pop(0))
        else:
            self.transport.close()

    def data_received(self, part: bytes) -> None:
        self.got.append(part)
        self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended.set()


async def test_an_answer_leaves_in_one_piece_and_the_connection_stays(api: Api) -> None:
    asks = b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"
    wrong = b"POST /api/v1/commands/no.verb HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
    client = Pieces(asks, wrong, asks)
    async with edge(api.runtime) as url:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: client, "127.0.0.1", int(url.rpartition(":")[2]))
        await asyncio.wait_for(client.ended.wait(), 60)
    assert [part[9:12] for part in client.got] == [b"200", b"401", b"200"]
    for part in client.got:
        head, _, body = part.partition(b"\r\n\r\n")
        length = next(
            line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"content-length" in line
        )
        assert int(length) == len(body) > 0
        assert b"x-request-id: " in head.lower()


async def test_a_part_of_an_answer_never_waits_for_the_word_on_the_last_one() -> None:
    came: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    class Watched(http_protocol.BoundedProtocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            connection = transport.get_extra_info("socket")
            came.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    config = uvicorn.Config(lambda scope: None, log_config=None)
    config.load()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = await asyncio.get_running_loop().create_server(
            lambda: Watched(config, ServerState(), {}), sock=listening
        )
        async with server:
            _, writer = await asyncio.open_connection(*listening.getsockname())
            assert await came == 1
            writer.close()


async def test_what_would_be_read_as_another_header_is_never_sent(api: Api) -> None:
    async def split(scope: object, receive: object, send: Send) -> None:
        headers = [(b"content-length", b"2"), (b"x-name", b"a\r\nset-cookie: b")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"ok", "more_body": False})

    settings = msgspec.structs.replace(api.runtime.settings, port=free_port())
    server = GuestServer(plain_config(split, stop_within_s=1))
    with contextlib.closing(listen(settings)) as listening:
        task = asyncio.create_task(server.serve(sockets=[listening]))
        asks = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        answer = await said(f"http://127.0.0.1:{settings.port}", asks)
        server.should_exit = True
        await task
    assert b"set-cookie" not in answer
    assert answer.startswith(b"HTTP/1.1 500")


async def test_a_cookie_is_secure_where_browsers_come_by_https(api: Api) -> None:
    name, password = f"ann{uuid7().hex[-8:]}", "correct-horse-9"
    user = await new_user(api.runtime, api.tenant, "viewer")
    await give_login(
        api.runtime.gate, api.tenant, user=user, name=name, password=Secret(password),
        must_change=False,
    )  # fmt: skip
    for public, secure in ((None, False), ("https://mes.example.com", True)):
        async with (
            edge(api.runtime, public_url=public) as url,
            httpx.AsyncClient(base_url=url, timeout=30) as http,
        ):
            answer = await http.post(
                "/api/v1/sign-in",
                json={"login": name, "password": password, "tenant": api.tenant},
            )
        cookie = answer.headers["set-cookie"].lower()
        assert ("; secure" in cookie) is secure
        assert "httponly" in cookie
        assert "samesite=strict" in cookie


def test_settings_of_the_edge_are_there() -> None:
    names = {"tls_certificate", "tls_key", "trusted_proxies", "public_url"}
    assert names <= set(Settings.__struct_fields__)
