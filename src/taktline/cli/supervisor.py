"""Looks after the processes of one installation: starts them, starts them again, stops them."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from typing import Literal

import msgspec
import structlog

from taktline.api.runtime import running
from taktline.api.working import connected, working
from taktline.base.loop import run
from taktline.cli.logs import configure_logs
from taktline.platform.setting import load_settings

LOG = structlog.get_logger("taktline.supervisor")

LOOK_EVERY_S = 0.2
STOP_WITHIN_S = 20.0
"""A child that is not gone by then is killed; its commands are booked or not, never half."""
DEATHS_MAX, DEATHS_WITHIN_S = 5, 60.0
"""A child that dies oftener than this cannot run here; the supervisor gives up and says so."""

Role = Literal["web", "worker", "connect"]


class Child(msgspec.Struct, frozen=True, kw_only=True):
    """One process to keep up.

    Attributes:
        arguments: the settings of the command line, which the child reads anew.
        listening: the port all web processes share; None for the others.
    """

    role: Role
    number: int
    arguments: Mapping[str, object]
    listening: socket.socket | None = None

    @property
    def name(self) -> str:
        """What the child is called in logs and process lists."""
        return f"taktline-{self.role}-{self.number}"


async def supervise(children: Sequence[Child]) -> int:
    """Run children until a signal asks to stop; returns the exit code.

    1 = a child died too often.
    """
    stopping = _asked_to_stop()
    living = {child.name: (child, _start(child)) for child in children}
    deaths: deque[float] = deque(maxlen=DEATHS_MAX)
    try:
        while not stopping.is_set():
            for name, (child, process) in list(living.items()):
                if process.is_alive():
                    continue
                LOG.error("process_died", process=name, exit_code=process.exitcode)
                deaths.append(time.monotonic())
                if len(deaths) == DEATHS_MAX and deaths[-1] - deaths[0] < DEATHS_WITHIN_S:
                    LOG.error("process_dies_too_often", process=name)
                    return 1
                living[name] = (child, _start(child))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), LOOK_EVERY_S)
    finally:
        await _stop([process for _, process in living.values()])
    return 0


def _asked_to_stop() -> asyncio.Event:
    """Return an event that the operating system's signals to stop set."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Not the loop's own handlers: Windows' loop has none.
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))
    return stopping


def _start(child: Child) -> BaseProcess:
    process = multiprocessing.get_context("spawn").Process(
        target=_run_child,
        args=(child.role, dict(child.arguments), child.listening),
        name=child.name,
    )
    process.start()
    LOG.info("process_started", process=child.name, pid=process.pid)
    return process


async def _stop(processes: Sequence[BaseProcess]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN_S
    for process in processes:
        await asyncio.to_thread(process.join, max(0.0, deadline - time.monotonic()))
    for process in processes:
        if process.is_alive():
            LOG.error("process_killed", process=process.name)
            process.kill()


def _run_child(role: Role, arguments: dict[str, object], listening: socket.socket | None) -> None:
    """Be one of the processes: the entry point of a child."""
    settings = load_settings(arguments, os.environ)
    configure_logs(settings)
    _end_with_parent()
    if role == "worker":
        run(_work(arguments))
    elif role == "connect":
        run(_connect(arguments))
    else:
        assert listening is not None, "a web process is given its port"
        run(_serve(arguments, listening))


async def _serve(arguments: Mapping[str, object], listening: socket.socket) -> None:
    # Imported here: `serve` imports this module for the parent's side.
    from taktline.cli.serve import kept_trusted, web_server

    settings = load_settings(arguments, os.environ)
    async with running(settings) as runtime:
        log = asyncio.create_task(runtime.keep_logs())
        server = web_server(settings, runtime)
        async with kept_trusted(settings, server):
            await server.serve(sockets=[listening])
        log.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await log


async def _work(arguments: Mapping[str, object]) -> None:
    settings = load_settings(arguments, os.environ)
    stopping = _asked_to_stop()
    async with running(settings) as runtime, working(runtime, anchored=True):
        await stopping.wait()


async def _connect(arguments: Mapping[str, object]) -> None:
    settings = load_settings(arguments, os.environ)
    stopping = _asked_to_stop()
    async with running(settings) as runtime, connected(runtime):
        await stopping.wait()


def _end_with_parent() -> None:
    """Stop in order when the supervisor was killed: nobody else would stop this process."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="parent").start()
