"""Makes a seed plant with its month through the door, and proves its ledger."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources.abc import Traversable

import msgspec
from rich.console import Console

from taktline.api.runtime import Runtime, running
from taktline.api.working import working
from taktline.base.ids import derived_id
from taktline.base.text import Language, Text
from taktline.kernel.ledger.verify import LedgerProof, prove
from taktline.plants.clerk import Clerk, open_tenant
from taktline.plants.loop import run_until_stopped
from taktline.plants.seeded.history import WorkedDays, history, read_history
from taktline.plants.serving import (
    address_of,
    explained,
    listening_on,
    quiet,
    serving,
    with_port,
)
from taktline.plants.sheets import founding, plant_folder, read_plant
from taktline.plants.watch import DEMO
from taktline.platform.clock import SystemClock
from taktline.platform.envelope import Answer
from taktline.platform.identity.login import LoginNameTaken, give_login, reset_password
from taktline.platform.identity.role_verbs import AssignRole
from taktline.platform.identity.user_verbs import CreateUser
from taktline.platform.secret import Secret
from taktline.platform.setting import Settings

PACKAGE = "taktline.plants.seeded"
DAYS = 30
CHUNK = 200
LOGIN = "admin"
LOG_FILE = "demo.log"

WORDS = {
    "made": Text(
        "{plant}: {days} days, {orders} orders, {commands} commands in {seconds} s.",
        "{plant}:{days} 天,{orders} 张工单,{commands} 条命令,用时 {seconds} 秒。",
    ),
    "proof": Text(
        "Ledger proof: {moves} moves, {balances} balances, every law holds.",
        "账本校验:{moves} 条移动,{balances} 个结存,全部规则成立。",
    ),
    "broken": Text("Ledger proof: BROKEN - {laws}.", "账本校验:不成立 - {laws}。"),
    "busy": Text("Port {port} is in use; taking {other}.", "端口 {port} 已被占用,改用 {other}。"),
    "serves": Text(
        "API reference  {url}/api/reference   sign in as {login}, one-time password {password}   "
        "tenant {tenant}   Ctrl-C",
        "接口文档  {url}/api/reference   登录名 {login},一次性密码 {password}   租户 {tenant}   "
        "Ctrl-C 退出",
    ),
}

Progress = Callable[[str, int, int], None]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a seed plant came to."""

    plant: str
    tenant: str
    days: int
    orders: int
    commands: int
    seconds: float
    proof: LedgerProof


async def make_plant(
    runtime: Runtime,
    folder: Traversable,
    *,
    days: int = DAYS,
    first: date | None = None,
    progress: Progress | None = None,
) -> Made:
    """Make a plant with so many working days behind it; a second time changes nothing.

    Args:
        runtime: the process.
        folder: the plant's.
        days: working days, 1 or more.
        first: the first one; else so that the last one is yesterday.
        progress: told how far it is.

    Raises:
        CommandRefused: the plant was refused something: a mistake of its documents.
    """
    plant, sheet = read_plant(folder), read_history(folder)
    tenant = plant.tenant
    await open_tenant(runtime, tenant.code, currency=tenant.currency, zone=tenant.zone)
    clerk = Clerk(runtime, tenant.code, source=f"seeded:{plant.plant}")
    began = first or _first_day(days)
    opened_at = WorkedDays(sheet, tenant.zone, began).at(0, Decimal(0)) - timedelta(hours=3)
    seeds = founding(plant, opened_at)
    orders = history(plant, sheet, first=began, days=days)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await clerk.give(seeds)
    for start in range(0, len(orders), CHUNK):
        await clerk.give(orders[start : start + CHUNK])
        if progress is not None:
            progress(plant.plant, start, len(orders))
    seconds = loop.time() - begun
    await clerk.seal()
    async with runtime.store.transaction(tenant.code, readonly=True) as tx:
        proof = await prove(tx)
    return Made(
        plant=plant.plant,
        tenant=tenant.code,
        days=days,
        orders=sum(order.verb == "kernel.create_work_order" for order in orders),
        commands=len(seeds) + len(orders),
        seconds=round(seconds, 1),
        proof=proof,
    )


def run_seeded(
    settings: Settings, name: str, *, days: int, fresh: Callable[[], None], language: Language
) -> None:
    """Make a seed plant in a folder of its own, prove its ledger, serve its API until Ctrl-C.

    Raises:
        NoPlant: there is none of this name.
    """
    folder = plant_folder(PACKAGE, name)
    fresh()
    work = _Demo(settings, language).run(folder, days=days)
    run_until_stopped(work)


def folder_of(settings: Settings, name: str) -> Settings:
    """Return settings whose data folder is the plant's own."""
    return msgspec.structs.replace(settings, data_dir=settings.data_dir / f"{DEMO}-{name}")


class _Demo:
    """One run at the terminal."""

    def __init__(self, settings: Settings, language: Language) -> None:
        self._settings = settings
        self._language: Language = language
        self._console = Console()

    async def run(self, folder: Traversable, *, days: int) -> None:
        self._settings.data_dir.mkdir(parents=True, exist_ok=True)
        log = self._settings.data_dir / LOG_FILE
        quiet(log)
        async with running(self._settings) as runtime, working(runtime, anchored=True):
            made = await make_plant(runtime, folder, days=days)
            self._tell(made)
            password = await _administrator(runtime, made.tenant)
            with listening_on(self._settings, self._busy) as listening:
                self._settings = with_port(self._settings, listening)
                url = address_of(self._settings)
                async with (
                    serving(self._settings, runtime, listening, log=log),
                    explained(self._settings, self._print),
                ):
                    self._say(
                        "serves", url=url, login=LOGIN, password=password.reveal(),
                        tenant=made.tenant,
                    )  # fmt: skip
                    await asyncio.Event().wait()

    def _tell(self, made: Made) -> None:
        told = msgspec.structs.asdict(made)
        self._say("made", **{name: told[name] for name in ("plant", "days", "orders")},
                  commands=made.commands, seconds=made.seconds)  # fmt: skip
        proof = made.proof
        if proof.ok:
            self._say("proof", moves=proof.moves, balances=proof.balances)
        else:
            self._say("broken", laws=", ".join(law.law for law in proof.laws if law.findings))

    def _busy(self, wanted: int, taken: int) -> None:
        self._say("busy", port=wanted, other=taken)

    def _say(self, word: str, **values: object) -> None:
        self._print(WORDS[word].say(self._language, **values))

    def _print(self, said: str) -> None:
        self._console.print(said, highlight=False, markup=False, soft_wrap=True)


async def _administrator(runtime: Runtime, tenant: str) -> Secret:
    """Make somebody who may do everything, with a new one-time password."""
    clerk = Clerk(runtime, tenant, source="seeded:people")
    answer = await _given(clerk, CreateUser(id=derived_id("seeded", "admin"), name="Admin"))
    user = answer.events[0].record
    role = AssignRole(id=derived_id("seeded", "role"), user=user, role="administrator")
    await _given(clerk, role)
    password = Secret(secrets.token_urlsafe(12))
    try:
        await give_login(runtime.gate, tenant, user=user, name=LOGIN, password=password)
    except LoginNameTaken:
        await reset_password(runtime.gate, tenant, user=user, new=password)
    return password


async def _given(clerk: Clerk, command: CreateUser | AssignRole) -> Answer:
    verb = "platform.create_user" if isinstance(command, CreateUser) else "platform.assign_role"
    return await clerk.give_command(verb, command)


def _first_day(days: int) -> date:
    """Return a first day from which so many working days are over by now."""
    return SystemClock()().date() - timedelta(days=days * 7 // 5 + 4)
