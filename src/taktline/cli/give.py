"""`taktline do`: any command of the registry, its fields typed by the command's own struct."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import msgspec
from cyclopts import Parameter

from taktline.api.refusal import ProblemDetails
from taktline.api.registry import REGISTRY
from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.cli.call import CONFIRM, Call, Calling, print_json
from taktline.cli.fields import JsonObject, NoJson, assigned, field_rows, read_json
from taktline.cli.files import file_text
from taktline.cli.local import (
    HERE,
    Answered,
    CommandForm,
    Where,
    form_of,
    refusal_of,
    target,
)
from taktline.platform.envelope import UnknownVerb

COMMAND = Text(en="Command", zh="命令")
NEEDS = Text(en="Permission", zh="权限")
MEANING = Text(en="Meaning", zh="含义")
FIELD = Text(en="Field", zh="字段")
KIND = Text(en="Type", zh="类型")
DEFAULT = Text(en="Default", zh="默认值")


class NameNeeded(Problem):
    """Nothing was named."""

    title = Text(en="Give a name; --list shows all.", zh="请给出名称;--list 列出全部。")
    status = 400


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Given:
    """What stands beside a command's fields; a dataclass, as the parser knows those.

    Attributes:
        json: FILE or - with the command; a list is a batch · JSON 文件,- 为标准输入
        id: of the command; the same id is booked once · 命令标识,同一标识只记录一次
        dry_run: decide and show the facts, record nothing · 试运行,不记录
        atomic: a batch is all or nothing · 批量命令全部成功或全部不执行
        confirm: code of a refusal to overrule · 确认某项拒绝的代码
    """

    json: Path | None = None
    id: UUID | None = None
    dry_run: bool = False
    atomic: bool = False
    confirm: tuple[str, ...] = ()


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Shown:
    """What to show instead of doing anything.

    Attributes:
        list: all commands, or those whose name contains NAME · 列出命令
        fields: the command's fields with their types · 显示命令字段
    """

    list: bool = False
    fields: bool = False


async def give(
    name: str | None = None,
    /,
    *words: str,
    given: Given = Given(),
    where: Where = HERE,
    shown: Shown = Shown(),
    call: Calling,
) -> int:
    """Give a command; the same door decides it as every other.

    Args:
        name: the command, for instance platform.create_user · 命令名称
        words: name=value typed by the command, name:=JSON for anything else · 名称=值,或 名称:=JSON
    """
    if shown.list:
        list_commands(call, name or "", await _own(call, where))
        return 0
    if name is None:
        raise NameNeeded
    known = REGISTRY.verbs.get(name)
    if shown.fields and known is not None:
        _show_fields(call, form_of(known))
        return 0
    async with target(call, where) as place:
        form = await place.form(name)
        if form is None:
            raise UnknownVerb(verb=name)
        if shown.fields:
            _show_fields(call, form)
            return 0
        bodies = [msgspec.json.encode(body) for body in bodies_of(form, words, given=given)]
        answers = await place.give(form.name, bodies, atomic=given.atomic)
    return _tell(call, answers)


async def _own(call: Call, where: Where) -> list[CommandForm]:
    """Return the commands of a tenant's own entities, where a server or tenant is named."""
    if where.url is None and where.tenant is None:
        return []
    async with target(call, where) as place:
        return await place.own_forms()


def _show_fields(call: Call, form: CommandForm) -> None:
    heads = [text.say(call.language) for text in (FIELD, KIND, DEFAULT)]
    call.table(heads, field_rows(form.kind))


def list_commands(call: Call, part: str, own: Iterable[CommandForm] = ()) -> None:
    """Print all commands whose name contains a text.

    Args:
        own: those of a tenant's own entities.
    """
    known = [*(form_of(verb) for verb in REGISTRY.verbs.values()), *own]
    forms = sorted((one for one in known if part in one.name), key=lambda one: one.name)
    call.table(
        [text.say(call.language) for text in (COMMAND, NEEDS, MEANING)],
        [(one.name, one.needs, one.label.say(call.language)) for one in forms],
    )


def bodies_of(form: CommandForm, words: tuple[str, ...], *, given: Given) -> list[JsonObject]:
    """Return the commands as JSON objects, each with an id.

    Raises:
        NoAssignment, NoJson, CannotRead: what was given cannot be read.
    """
    fields = assigned(words, form.kind)
    if given.dry_run:
        fields["dry_run"] = True
    if given.confirm:
        fields["confirm"] = list(given.confirm)
    if given.id is not None:
        fields["id"] = str(given.id)
    told: object = {} if given.json is None else read_json(file_text(given.json))
    commands = told if isinstance(told, list) else [told]
    return [{"id": str(uuid7()), **_object(one), **fields} for one in commands]


def _object(told: object) -> JsonObject:
    if not isinstance(told, dict):
        raise NoJson(reason="an object or a list of objects is needed", at="--json")
    return {str(name): value for name, value in told.items()}


def _tell(call: Call, answers: list[Answered]) -> int:
    """Print answers as JSON, one a line, and refusals as sentences; 1 when one was refused."""
    refused = 0
    for answered in answers:
        if answered.problem is None:
            print_json(answered.answer)
            continue
        refused = 1
        _refuse(call, answered.problem)
    return refused


def _refuse(call: Call, problem: ProblemDetails) -> None:
    call.refuse(refusal_of(problem))
    if problem.confirm is not None:
        call.warn(CONFIRM, code=problem.confirm)
