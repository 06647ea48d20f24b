"""`taktline app`: apps as folders of documents - checked, formatted, compared, put in force."""

from pathlib import Path

from taktline.api.registry import SYSTEM as SYSTEM_ENTITIES
from taktline.api.runtime import Runtime, running
from taktline.base.problem import NotFound, Problem
from taktline.base.text import Text
from taktline.catalog.document import Document
from taktline.catalog.folder import (
    app_check,
    app_diff,
    app_export,
    app_fmt,
    plan_of,
    publication,
    read_app,
)
from taktline.catalog.step import unfinished_steps
from taktline.catalog.stored import documents_in_force, documents_of
from taktline.catalog.take import taken
from taktline.cli.call import Call, Calling
from taktline.cli.local import CLIENT, tenant_meant
from taktline.platform.envelope import Answer, Item
from taktline.platform.identity.principal import SYSTEM

CLEAN = Text(en="Nothing is wrong with {place}.", zh="{place} 没有问题。")
FORMATTED = Text(en="formatted {file}", zh="已格式化 {file}")
UNFORMATTED = Text(en="{file} is not in canonical form", zh="{file} 格式不规范")
SAME = Text(en="No difference.", zh="没有差异。")
NOTHING = Text(en="Nothing would change.", zh="没有变化。")
IN_FORCE = Text(en="{app} is in force in {tenant}.", zh="{app} 已在 {tenant} 生效。")
AFTERWARDS = Text(
    en="Afterwards, step by step beside other work:", zh="随后与其他工作并行逐步执行:"
)
FILLING = Text(en="{name}: {done} of {total} records", zh="{name}:{total} 条中已完成 {done} 条")
BLOCKED = Text(
    en="{count} records of {entity} stand against {name}: "
    "put them right, then `taktline app steps`.",
    zh="{entity} 有 {count} 条记录不符合 {name}:请更正后执行 `taktline app steps`。",
)
ALL_DONE = Text(en="Nothing is left to do.", zh="没有待处理的步骤。")
WRITTEN = Text(en="Wrote {count} documents to {place}.", zh="已将 {count} 个文档写入 {place}。")


def check(place: Path, /, *, call: Calling) -> int:
    """Check an app: types of expressions, references, both languages; 1 when something is wrong.

    Args:
        place: the app's folder, or a packed app (.zip) · 应用文件夹或 .zip
    """
    findings = app_check(place, SYSTEM_ENTITIES)
    for one in findings:
        said = one.message.say(call.language)
        print(f"{one.file}:{one.line}: {one.severity}: {said}")
    if not findings:
        call.say(CLEAN, place=str(place))
    return int(any(one.severity == "error" for one in findings))


def fmt(place: Path, /, *, only_check: bool = False, call: Calling) -> int:
    """Bring an app's documents into canonical form.

    Args:
        place: the app's folder · 应用文件夹
        only_check: change nothing; 1 when a file is not in that form · 仅检查
    """
    files = app_fmt(place, write=not only_check)
    for file in files:
        call.say(UNFORMATTED if only_check else FORMATTED, file=file)
    return int(only_check and bool(files))


async def plan(place: Path, /, *, tenant: str | None = None, call: Calling) -> None:
    """Show what publishing an app would change, with its SQL.

    Args:
        place: the app's folder, or a packed app (.zip) · 应用文件夹或 .zip
        tenant: its code, where there are several · 租户编码
    """
    async with running(call.settings(), limited=False) as runtime:
        code = await tenant_meant(runtime, tenant)
        found = plan_of(await _publish(runtime, code, read_app(place), dry_run=True))
    if not found.documents and not found.statements:
        call.say(NOTHING)
    for line in (*found.documents, *(f"{statement};" for statement in found.statements)):
        print(line)
    if found.later:
        call.say(AFTERWARDS)
    for line in found.later:
        print(f"  {line}")


async def apply(place: Path, /, *, tenant: str | None = None, call: Calling) -> None:
    """Put an app in force: documents, tables and commands, in one transaction.

    What older records need then follows in small steps; broken off, `app steps` or the server goes
    on.

    Args:
        place: the app's folder, or a packed app (.zip) · 应用文件夹或 .zip
        tenant: its code, where there are several · 租户编码
    """
    documents = read_app(place)
    async with running(call.settings(), limited=False) as runtime:
        code = await tenant_meant(runtime, tenant)
        await _publish(runtime, code, documents, dry_run=False)
        call.say(IN_FORCE, app=documents[0].app, tenant=code)
        await _take_steps(runtime, code, call, again=True)


async def steps(*, tenant: str | None = None, call: Calling) -> int:
    """Do what a publication still needs of older records; 1 when records stand against it.

    Args:
        tenant: its code, where there are several · 租户编码
    """
    async with running(call.settings(), limited=False) as runtime:
        code = await tenant_meant(runtime, tenant)
        blocked = await _take_steps(runtime, code, call, again=True)
    if not blocked:
        call.say(ALL_DONE)
    return int(blocked > 0)


async def export(app: str, place: Path, /, *, tenant: str | None = None, call: Calling) -> None:
    """Write an app that is in force as a folder, or packed where the name ends in .zip.

    Args:
        app: its name · 应用名称
        place: where to · 目标位置
        tenant: its code, where there are several · 租户编码
    """
    async with running(call.settings(), limited=False) as runtime:
        code = await tenant_meant(runtime, tenant)
        documents = await _in_force(runtime, code, app)
    if not documents:
        raise NotFound(kind="app", code=app)
    _wrote(call, place, documents)


def unpack(packed: Path, place: Path, /, *, call: Calling) -> None:
    """Unpack an app that came as one file into a folder.

    Args:
        packed: the packed app (.zip) · 打包的应用
        place: a folder · 目标文件夹
    """
    _wrote(call, place, read_app(packed))


async def diff(
    place: Path, other: Path | None = None, /, *, tenant: str | None = None, call: Calling
) -> int:
    """Compare an app with another state of it, or with what is in force; 1 when they differ.

    Args:
        place: the app's folder, or a packed app (.zip) · 应用文件夹或 .zip
        other: another one; what is in force without it · 另一个,默认与已生效版本比较
        tenant: its code, where there are several · 租户编码
    """
    documents = read_app(place)
    if other is not None:
        against = read_app(other)
    else:
        async with running(call.settings(), limited=False) as runtime:
            code = await tenant_meant(runtime, tenant)
            against = await _in_force(runtime, code, documents[0].app)
    found = app_diff(against, documents)
    if not found:
        call.say(SAME)
    for one in found:
        print("\n".join([f"{one.change}: {one.file}", *one.lines]))
    return int(bool(found))


async def _publish(
    runtime: Runtime, tenant: str, documents: tuple[Document, ...], *, dry_run: bool
) -> Answer:
    command = publication(documents, dry_run=dry_run)
    item = Item(verb="catalog.publish_app", body=command, client=CLIENT)
    outcome = (await runtime.door.submit(tenant, SYSTEM, items=[item], dry_run=dry_run))[0]
    if isinstance(outcome, Problem):
        raise outcome
    return outcome


async def _take_steps(runtime: Runtime, tenant: str, call: Call, *, again: bool) -> int:
    """Take steps until nothing waits, telling how far they are; return how many are blocked."""
    told = ""
    while await taken(runtime.store, runtime.door, tenant, again=again):
        again = False
        async with runtime.store.transaction(tenant, readonly=True) as tx:
            left = await unfinished_steps(tx)
        filling = next((one for one in left if one.kind == "fill" and one.total), None)
        line = (
            FILLING.say(
                call.language, name=f"{filling.entity}.{filling.name}", done=filling.done,
                total=filling.total,
            )
            if filling is not None
            else ""
        )  # fmt: skip
        if line and line != told:
            print(line, flush=True)
            told = line
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        blocked = [one for one in await unfinished_steps(tx) if one.state == "blocked"]
    for one in blocked:
        call.say(BLOCKED, count=one.broken, entity=one.entity, name=one.name)
    return len(blocked)


async def _in_force(runtime: Runtime, tenant: str, app: str) -> tuple[Document, ...]:
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        documents = documents_of(await documents_in_force(tx))
    return tuple(one for one in documents if one.app == app)


def _wrote(call: Call, place: Path, documents: tuple[Document, ...]) -> None:
    files = app_export(documents, place)
    call.say(WRITTEN, count=len(files), place=str(place))
