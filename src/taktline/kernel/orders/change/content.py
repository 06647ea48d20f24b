"""What a change makes of an order's operations: added, skipped, replaced, moved, sent outside."""

from typing import Literal

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.orders.content import Operation, WorkMasterContent

ChangeKind = Literal["add", "skip", "replace", "move", "outside", "inside"]
STRUCTURAL: frozenset[ChangeKind] = frozenset({"add", "skip", "move"})
"""Changes after which pieces take another way."""


class OperationChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One operation of a running order that is not finished yet is changed.

    Attributes:
        sequence: which one; of an added one where it comes.
        operation: what it reads from now on, for `add` and `replace`.
        to: the new sequence, for `move`.
        supplier: code or id, for `outside`.
        work_center: code or id, for `inside`; as it was if None.
    """

    kind: ChangeKind
    sequence: int
    operation: Operation | None = None
    to: int | None = None
    supplier: str | None = None
    work_center: str | None = None


class BadChange(Problem):
    """A change that cannot be meant."""

    title = Text(en="Operation {sequence}: {reason}", zh="工序 {sequence}:{reason}")
    status = 400


class NotLinear(Problem):
    """Pieces of an order with branches take no other way while it runs."""

    title = Text(
        en="{code} has branches: its operations can be replaced, not added, skipped or moved.",
        zh="{code} 为分支工艺,运行中只能替换工序,不能增加、跳过或调序。",
    )


class ChangedRoute(msgspec.Struct, frozen=True, kw_only=True):
    """An order's operations after a change.

    Attributes:
        origin: by new sequence, where the operation stood before; None = it is new.
        touched: new sequences of what was added, replaced, moved or sent elsewhere.
    """

    content: WorkMasterContent
    origin: dict[int, int | None]
    touched: set[int]


def changed_route(
    code: str,
    content: WorkMasterContent,
    changes: tuple[OperationChange, ...],
    *,
    master: WorkMasterContent | None,
    start: int,
) -> ChangedRoute:
    """Return an order's operations after some changes, in sequence.

    Args:
        code: of the order, for the refusal.
        master: operations of another revision that the rest is made by; None = as they are.
        start: the first sequence that may change.

    Raises:
        NotLinear: branches, and a change of the way.
        BadChange: a sequence that is not there, stands twice or is finished; something is missing.
    """
    operations = {one.sequence: one for one in content.operations}
    origin: dict[int, int | None] = {sequence: sequence for sequence in operations}
    touched: set[int] = set()
    if master is not None:
        operations, origin, touched = _from_master(operations, master, start=start)
    moves = bool(origin.keys() ^ {one.sequence for one in content.operations})
    for index, change in enumerate(changes):
        at = f"/operations/{index}"
        moves = moves or change.kind in STRUCTURAL
        _refuse_bad(change, operations, start=start, at=at)
        _apply(change, operations, origin=origin, touched=touched)
    branched = [one for one in (*content.operations, *operations.values()) if one.dependencies]
    if moves and branched:
        raise NotLinear(code=code)
    if not operations:
        raise BadChange(sequence=start, reason="nothing is left to be done.")
    changed = msgspec.structs.replace(
        content, operations=tuple(operations[one] for one in sorted(operations))
    )
    return ChangedRoute(content=changed, origin=origin, touched=touched)


def _from_master(
    operations: dict[int, Operation], master: WorkMasterContent, *, start: int
) -> tuple[dict[int, Operation], dict[int, int | None], set[int]]:
    found = {sequence: one for sequence, one in operations.items() if sequence < start}
    origin: dict[int, int | None] = {sequence: sequence for sequence in found}
    touched: set[int] = set()
    for one in master.operations:
        if one.sequence < start:
            continue
        found[one.sequence] = one
        origin[one.sequence] = one.sequence if one.sequence in operations else None
        touched.add(one.sequence)
    return found, origin, touched


def _refuse_bad(
    change: OperationChange, operations: dict[int, Operation], *, start: int, at: str
) -> None:
    is_there = change.sequence in operations
    reasons = {
        f"only operations from {start} on are changed.": change.sequence < start,
        "there is one already.": change.kind == "add" and is_there,
        "there is none.": change.kind != "add" and not is_there,
        "say what is to be done.": change.kind in {"add", "replace"} and change.operation is None,
        "say where to.": change.kind == "move" and change.to is None,
        "there is one already where it would go, or it is finished there.": (
            change.to is not None and (change.to in operations or change.to < start)
        ),
        "name the supplier.": change.kind == "outside" and change.supplier is None,
    }
    for reason, is_so in reasons.items():
        if is_so:
            raise BadChange(sequence=change.sequence, reason=reason, at=at)


def _apply(
    change: OperationChange,
    operations: dict[int, Operation],
    *,
    origin: dict[int, int | None],
    touched: set[int],
) -> None:
    sequence, replace = change.sequence, msgspec.structs.replace
    if change.kind == "skip":
        del operations[sequence], origin[sequence]
        touched.discard(sequence)
        return
    if change.kind == "move":
        assert change.to is not None
        operations[change.to] = replace(operations.pop(sequence), sequence=change.to)
        origin[change.to] = origin.pop(sequence)
        touched.add(change.to)
        return
    if change.kind in {"add", "replace"}:
        assert change.operation is not None
        operations[sequence] = replace(change.operation, sequence=sequence)
        origin.setdefault(sequence, None)
    elif change.kind == "outside":
        operations[sequence] = replace(
            operations[sequence], supplier=change.supplier, is_outside=True
        )
    else:
        center = change.work_center or operations[sequence].work_center
        operations[sequence] = replace(
            operations[sequence], supplier=None, is_outside=False, work_center=center
        )
    touched.add(sequence)
