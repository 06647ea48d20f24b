"""A server process of a chaos run: HTTP and worker, or a worker alone, until it is killed."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from taktline.api.runtime import Runtime, running
from taktline.api.working import working
from taktline.base import loop
from taktline.base.host import utc_now
from taktline.cli.logs import configure_logs
from taktline.cli.serve import listen, web_server
from taktline.platform.clock import SystemClock
from taktline.platform.door import Door
from taktline.platform.events.wake import topic
from taktline.platform.judge import Desk
from taktline.platform.setting import Settings
from tests.chaos.works import registry_with_echo


def settings_of(folder: Path) -> Settings:
    """Return the settings all processes of a run share."""
    return Settings(data_dir=folder, log_level="warning", database_connections=6)


class WrongClock:
    """This machine's clock as the storm sets it: by so many seconds, at any moment."""

    def __init__(self, setting: Path) -> None:
        self._setting = setting

    def __call__(self) -> datetime:
        """Return what a clock set wrong shows."""
        try:
            wrong_s = float(self._setting.read_text() or 0)
        except FileNotFoundError:
            wrong_s = 0.0
        return utc_now() + timedelta(seconds=wrong_s)


def clock_setting(folder: Path) -> Path:
    """Return the file that says by how many seconds the works' clocks are wrong."""
    return folder.with_name(folder.name + "-journals") / "clock"


def with_echo(runtime: Runtime) -> Runtime:
    """Return the runtime with our subscriber, as if the product had brought it."""
    registry = registry_with_echo()
    clock = SystemClock(WrongClock(clock_setting(runtime.settings.data_dir)))
    runtime.store.clock = clock
    desk = Desk(
        registry=registry,
        clock=clock,
        compiled=runtime.rights,
        log=runtime.log,
    )
    door = Door(
        runtime.store, desk, committed=lambda tenant: runtime.bell.ring(topic("committed", tenant))
    )
    return msgspec.structs.replace(runtime, registry=registry, door=door)


async def run(folder: Path, role: str, port: int) -> None:
    """Serve; ends in order when asked to."""
    stopping = asyncio.Event()
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(running(settings_of(folder), limited=False))
        runtime = with_echo(opened)
        await stack.enter_async_context(working(runtime, anchored=True))
        if role == "worker":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
            await stopping.wait()
            return
        settings = msgspec.structs.replace(settings_of(folder), port=port)
        await web_server(settings, runtime).serve(sockets=[listen(settings)])


def main(folder: Path, role: str, port: int, log: Path) -> None:
    """Be one server process; what it says goes into a file."""
    with log.open("a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        configure_logs(settings_of(folder), file)
        loop.run(run(folder, role, port))
