"""`taktline do`: any command of the registry, its fields typed by the command's own struct."""

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
from taktline.cli.local import HERE, Answered, Where, refusal_of, target
from taktline.platform.command import Command
from taktline.platform.envelope import UnknownVerb
from taktline.platform.verb import AnyVerb

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
        list_commands(call, name or "")
        return 0
    if name is None:
        raise NameNeeded
    verb = known_verb(name)
    if shown.fields:
        heads = [text.say(call.language) for text in (FIELD, KIND, DEFAULT)]
        call.table(heads, field_rows(verb.command))
        return 0
    bodies = [msgspec.json.encode(body) for body in bodies_of(verb, words, given=given)]
    async with target(call, where) as place:
        answers = await place.give(verb.name, bodies, atomic=given.atomic)
    return _tell(call, answers)


def known_verb(name: str) -> AnyVerb:
    """Return a verb by its name.

    Raises:
        UnknownVerb: nobody knows it.
    """
    verb = REGISTRY.verbs.get(name)
    if verb is None:
        raise UnknownVerb(verb=name)
    return verb


def list_commands(call: Call, part: str) -> None:
    """Print all commands whose name contains a text."""
    verbs = [REGISTRY.verbs[name] for name in sorted(REGISTRY.verbs) if part in name]
    call.table(
        [text.say(call.language) for text in (COMMAND, NEEDS, MEANING)],
        [(verb.name, verb.needs, verb.label.say(call.language)) for verb in verbs],
    )


def bodies_of(verb: AnyVerb, words: tuple[str, ...], *, given: Given) -> list[JsonObject]:
    """Return the commands as JSON objects, each with an id.

    Raises:
        NoAssignment, NoJson, CannotRead: what was given cannot be read.
    """
    kind: type[Command] = verb.command
    fields = assigned(words, kind)
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
