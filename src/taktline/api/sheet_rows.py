"""Rows of a sheet as commands, and what became of each, told by line and column."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import msgspec

from taktline.api.caller import Caller
from taktline.api.refusal import said
from taktline.api.runtime import Runtime
from taktline.api.sheet_wire import RowRefused
from taktline.base.ids import derived_id
from taktline.base.problem import Problem, Several
from taktline.base.text import Language
from taktline.catalog.shape import OWN
from taktline.catalog.sheets.rows import SheetRow
from taktline.catalog.sheets.target import RowCommand, Target
from taktline.platform.door import ITEMS_MAX, NeighbourRefused
from taktline.platform.envelope import Item, Outcome

AT_ONCE = ITEMS_MAX
"""Commands of one transaction: an order book of two months; longer sheets go in several."""

ENCODER = msgspec.json.Encoder(enc_hook=str, order="sorted")


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a row was not brought in."""

    line: int
    problem: Problem


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What became of rows; `undone` are the lines of the commands that were refused."""

    accepted: int
    refused: tuple[Refusal, ...]
    undone: frozenset[int] = frozenset()


def cell_refusals(rows: Iterable[SheetRow]) -> list[Refusal]:
    """Return what cannot be meant in the cells themselves."""
    return [Refusal(line=row.line, problem=one) for row in rows for one in row.problems]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """How rows are to be brought in.

    Attributes:
        file: digest of the file; the same row of it is one effect.
        atomic: all rows of a transaction or none; a dry run tells of every row nevertheless.
    """

    file: bytes
    dry_run: bool
    atomic: bool


async def try_commands(
    runtime: Runtime, caller: Caller, target: Target, *, commands: Sequence[RowCommand],
    order: Order,
) -> Brought:  # fmt: skip
    """Give the commands of rows; each row that is refused is told."""
    refused: list[Refusal] = []
    undone: set[int] = set()
    accepted = 0
    for begin in range(0, len(commands), AT_ONCE):
        part = commands[begin : begin + AT_ONCE]
        items = [_item(one, caller, target=target, file=order.file) for one in part]
        outcomes = await _outcomes(runtime, caller, items, order=order)
        for command, outcome in zip(part, outcomes, strict=True):
            if isinstance(outcome, Problem):
                refused += _refusals(command, outcome)
                undone.update(command.lines)
            else:
                accepted += len(command.lines)
    return Brought(accepted=accepted, refused=tuple(refused), undone=frozenset(undone))


async def _outcomes(
    runtime: Runtime, caller: Caller, items: Sequence[Item], *, order: Order
) -> list[Outcome]:
    """Return what became of commands; of a dry run each beside all that are not refused."""
    if order.dry_run and len({one.verb for one in items}) > 1:
        return await _tried_together(runtime, caller, items)
    return await runtime.door.submit(
        caller.tenant, caller.principal, items=items, atomic=order.atomic, dry_run=order.dry_run
    )


async def _tried_together(runtime: Runtime, caller: Caller, items: Sequence[Item]) -> list[Outcome]:
    """Try commands of which some need what others make: what is refused is left out, then again.

    Where all of them are refused alike nobody knows whose fault it is: each is tried by itself.
    """
    told: dict[int, Outcome] = {}
    left = list(range(len(items)))
    while left:
        outcomes = await runtime.door.submit(
            caller.tenant, caller.principal, items=[items[at] for at in left], atomic=True,
            dry_run=True,
        )  # fmt: skip
        by_place = dict(zip(left, outcomes, strict=True))
        refused: dict[int, Outcome] = {
            at: one for at, one in by_place.items()
            if isinstance(one, Problem) and not isinstance(one, NeighbourRefused)
        }  # fmt: skip
        if len(refused) == len(left) > 1:
            alone = await runtime.door.submit(
                caller.tenant, caller.principal, items=[items[at] for at in left], dry_run=True
            )
            refused = dict(zip(left, alone, strict=True))
        told |= refused or by_place
        left = [at for at in left if at not in told]
    return [told[at] for at in range(len(items))]


def _item(command: RowCommand, caller: Caller, *, target: Target, file: bytes) -> Item:
    body = {name: value for name, value in command.body.items() if not name.startswith(OWN)}
    extra = {name: value for name, value in command.body.items() if name.startswith(OWN)}
    if extra:
        body["extra"] = extra
    said = sha256(ENCODER.encode(body)).hexdigest()
    body["id"] = derived_id("sheet", target.name, file.hex(), *command.lines, said)
    return Item(verb=command.verb, body=ENCODER.encode(body), client=caller.client)


def _refusals(command: RowCommand, outcome: Outcome) -> list[Refusal]:
    if isinstance(outcome, NeighbourRefused):
        return []
    if isinstance(outcome, Several):
        return [one for part in outcome.problems for one in _refusals(command, part)]
    assert isinstance(outcome, Problem)
    if command.named and outcome.at is not None:
        own = outcome.at.removeprefix("/").split("/")[0]
        outcome = outcome.located(f"/{command.named.get(own, own)}")
    for at, line in zip(command.at, command.lines, strict=False):
        if outcome.at is not None and f"{outcome.at}/".startswith(f"{at}/"):
            return [Refusal(line=line, problem=outcome.located(outcome.at[len(at) :] or "/"))]
    return [Refusal(line=command.lines[0], problem=outcome)]


def told(
    refused: Iterable[Refusal], columns: Mapping[str, str], language: Language
) -> list[RowRefused]:
    """Return refusals in the reader's words, by line and column."""
    letters = {field: column for column, field in columns.items()}
    found = []
    for one in sorted(refused, key=lambda each: each.line):
        steps = [step for step in (one.problem.at or "").split("/") if step and step != "extra"]
        first = steps[0] if steps else None
        field = next((step for step in reversed(steps) if step in letters), first)
        found.append(
            RowRefused(
                line=one.line,
                column=None if field is None else letters.get(field),
                field=field,
                code=one.problem.code,
                title=said(one.problem, language),
            )
        )
    return found
