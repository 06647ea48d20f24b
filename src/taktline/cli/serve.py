"""`taktline serve`: one process on a small machine, several under a supervisor on a bigger one."""

import asyncio
import contextlib
import errno
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator

import psutil
import uvicorn

from taktline.api.http_server import http_config
from taktline.api.lan import keep_trusted, lan_of, on_network, told, trust_pages
from taktline.api.observed import SHARED_FOLDER
from taktline.api.runtime import Runtime, running
from taktline.api.server import web_application
from taktline.api.working import working
from taktline.base import host
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.cli.call import Call, Calling
from taktline.cli.first_start import FirstTenant, prepare, public_url
from taktline.cli.logs import configure_logs
from taktline.cli.supervisor import Child, supervise
from taktline.platform.setting import Settings

CORES_FOR_SEVERAL = 4
"""Below four cores a second process takes from the database what it gives to Python."""
WEB_PER_CORE = 0.5
"""The database needs the other half."""
STOP_WITHIN_S = 5
"""Open streams are closed after this; commands in hand are finished long before."""
BACKLOG = 2048
NETWORK = ("host", "public_url", "tls_certificate")
"""Settings that `lan` fills in once, for all processes alike."""

RUNS = Text(
    en="Taktline runs at {url} - API reference: {url}/api/reference - stop with Ctrl-C",
    zh="Taktline 运行于 {url} - 接口文档:{url}/api/reference - 按 Ctrl-C 停止",
)
PROCESSES = Text(
    en="{web} web processes share the port; one works, one keeps the lines to machines.",
    zh="{web} 个 Web 进程、1 个工作进程、1 个设备连接进程。",
)


class PortTaken(Problem):
    """The port to listen on belongs to another program."""

    title = Text(
        en="Port {port} of {host} is in use; stop who uses it or give another one: --port {free}.",
        zh="{host} 的端口 {port} 已被占用;请停止占用程序,或换一个端口:--port {free}。",
    )
    status = 500


class CannotListen(Problem):
    """The address to listen on is not one of this machine, or may not be used."""

    title = Text(
        en="Cannot listen on {host} port {port}: {reason}.",
        zh="无法监听 {host} 端口 {port}:{reason}。",
    )
    status = 500


async def serve(
    *,
    tenant: str = "main",
    name: str = "Taktline",
    currency: str = "CNY",
    zone: str = "Asia/Shanghai",
    call: Calling,
) -> int:
    """Start the platform. Further options: --host, --port, --processes, --data-dir ...

    The first start makes a tenant and prints a link for its first administrator.

    Args:
        tenant: code of the tenant the first start makes · 首次启动创建的租户编码
        name: its name · 租户名称
        currency: its ledger currency, ISO 4217 · 记账货币
        zone: its time zone, IANA name · 时区
    """
    settings = on_network(call.settings())
    configure_logs(settings)
    first = FirstTenant(code=tenant, name=name, currency=currency, zone=zone)
    listening = listen(settings)
    try:
        if web_processes(settings) <= 1:
            return await _alone(call, settings, first, listening=listening)
        return await _several(call, settings, first, listening=listening)
    finally:
        listening.close()


async def _alone(
    call: Call, settings: Settings, first: FirstTenant, *, listening: socket.socket
) -> int:
    async with running(settings) as runtime, working(runtime, anchored=True, connected=True):
        await prepare(call, runtime, first)
        call.say(RUNS, url=public_url(settings))
        server = web_server(settings, runtime)
        async with explained(call, settings), kept_trusted(settings, server):
            await server.serve(sockets=[listening])
    return 0


async def _several(
    call: Call, settings: Settings, first: FirstTenant, *, listening: socket.socket
) -> int:
    """Keep the database open and look after the children; requests and jobs are theirs."""
    web = web_processes(settings)
    _share_figures(settings)
    async with running(settings) as runtime:
        await prepare(call, runtime, first)
        call.say(RUNS, url=public_url(settings))
        call.say(PROCESSES, web=web)
        arguments = {**call.arguments, **{name: getattr(settings, name) for name in NETWORK}}
        children = [
            *(
                Child(role="web", number=n, arguments=arguments, listening=listening)
                for n in range(web)
            ),
            Child(role="worker", number=0, arguments=arguments),
            Child(role="connect", number=0, arguments=arguments),
        ]
        async with explained(call, settings):
            return await supervise(children)


@contextlib.asynccontextmanager
async def explained(call: Call, settings: Settings) -> AsyncIterator[None]:
    """Explain to the network how to trust this server while it runs, and say so here."""
    lan = lan_of(settings, settings.port)
    if lan is None:
        yield
        return
    async with trust_pages(settings, lan) as address:
        for line in told(lan, address, coloured=sys.stdout.isatty()):
            call.say(line)
        yield


@contextlib.asynccontextmanager
async def kept_trusted(settings: Settings, server: uvicorn.Server) -> AsyncIterator[None]:
    """Renew the certificate of a server that vouches for itself while it runs."""
    task = asyncio.create_task(keep_trusted(settings, server), name="certificate")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _share_figures(settings: Settings) -> None:
    """Give the processes a folder to put their figures together, empty at every start."""
    if not settings.metrics:
        return
    folder = settings.data_dir / "run" / "figures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Read by the children when they are started, before they count anything.
    os.environ[SHARED_FOLDER] = str(folder)


def web_processes(settings: Settings) -> int:
    """Return how many web processes to run; 1 = everything in one process."""
    if settings.processes:
        return settings.processes
    cores = cores_here()
    return max(2, int(cores * WEB_PER_CORE)) if cores >= CORES_FOR_SEVERAL else 1


def cores_here() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "win32" or sys.platform == "darwin":
        return psutil.cpu_count() or 1
    return len(os.sched_getaffinity(0))


def listen(settings: Settings) -> socket.socket:
    """Take the port, before anything else is started.

    Raises:
        PortTaken: somebody else has it.
        CannotListen: the address is not ours.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        # On Windows this would let two programs share the port.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as failure:
        listening.close()
        if failure.errno in ADDRESS_IN_USE:
            raise PortTaken(port=settings.port, host=settings.host, free=host.free_port()) from None
        reason = failure.strerror or str(failure)
        raise CannotListen(host=settings.host, port=settings.port, reason=reason) from None
    listening.setblocking(False)
    listening.set_inheritable(True)
    return listening


ADDRESS_IN_USE = frozenset({errno.EADDRINUSE, 10048})
"""WSAEADDRINUSE is what Windows says."""


def web_server(settings: Settings, runtime: Runtime) -> uvicorn.Server:
    """Return the HTTP server of one process."""
    application = web_application(settings, with_worker=False, runtime=runtime)
    host.keep_loaded()
    return uvicorn.Server(http_config(application, settings, stop_within_s=STOP_WITHIN_S))
