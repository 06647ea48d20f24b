"""Where the rows of a sheet go: the fields that may come, and the command each row becomes."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.rows import SheetRow


class RowCommand(msgspec.Struct, frozen=True, kw_only=True):
    """One command made of rows.

    Attributes:
        lines: of the rows it stands for, in the order of `at`.
        body: its fields without the envelope.
        at: JSON pointers into the body under which each line's fields stand; empty = the body.
        named: fields of the rows by those of the body, where they are called otherwise.
    """

    verb: str
    lines: tuple[int, ...]
    body: Mapping[str, object]
    at: tuple[str, ...] = ()
    named: Mapping[str, str] = {}


What = Literal["new", "changed", "unchanged", "removed"]


class ValueChange(msgspec.Struct, frozen=True, kw_only=True):
    """One value before and after, as people read it; empty where there is none."""

    field: str
    before: str
    after: str


class RowPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a row would do.

    Attributes:
        line: of the sheet; of what is removed, the line it would stand below.
        called: what people call the record.
    """

    line: int
    what: What
    called: str
    changes: tuple[ValueChange, ...] = ()


class RowProblem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a row cannot be meant, seen together with what is there."""

    line: int
    problem: Problem


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What rows come to, beside what is there already."""

    rows: tuple[RowPlan, ...]
    commands: tuple[RowCommand, ...]
    problems: tuple[RowProblem, ...] = ()


class Shelf(Protocol):
    """What is there already, as far as whoever brings the sheet may see it."""

    async def records(
        self, entity: str, *, fields: Sequence[str], filter: str | None = None
    ) -> list[dict[str, object]]:
        """Return records of an entity with these fields, at most 20,000."""

    def may_make(self, entity: str) -> bool:
        """Say whether whoever brings the sheet may make records of an entity."""


class Maker(msgspec.Struct, frozen=True, kw_only=True):
    """How a record that rows name is made where it is not there yet, of its fewest words.

    Its name is its code where nobody says another one.

    Attributes:
        also: further fields of the rows that say something of it, by own field; a row's field
            called `<the field that names it>.<own field>` always does.
        otherwise: values of fields that nobody says anything of.
        usual: values by code in small letters, for codes whose meaning everybody knows.
        called_by: own fields by which people name it beside its code, whatever the case.
        needs: how what its own links name is made, by own field.
    """

    entity: str
    also: Mapping[str, str] = {}
    otherwise: Mapping[str, object] = {}
    usual: Mapping[str, Mapping[str, object]] = {}
    called_by: tuple[str, ...] = ()
    needs: Mapping[str, "Maker"] = {}


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of record that is brought in from sheets, one command for each row.

    Attributes:
        name: as it stands in the address.
        verb: that takes one row.
        key: fields that name one record; with them rows also change what is there already, and
            only they are needed in every row.
        makes: how what a field names is made along with the rows, where it is not there yet.
    """

    name: str
    verb: str
    label: Text
    fields: tuple[SheetField, ...]
    key: tuple[str, ...] = ()
    makes: Mapping[str, Maker] = {}

    def needs(self, field: SheetField) -> bool:
        """Say whether every row must bring a field; what is new is asked for more."""
        return field.name in self.key if self.key else field.required

    def commands(self, rows: Sequence[SheetRow], *, same: Mapping[str, object]) -> list[RowCommand]:
        """Return the commands of rows without mistakes.

        Args:
            same: values that hold for every row which says none itself.
        """
        return [
            RowCommand(verb=self.verb, lines=(row.line,), body={**same, **row.values})
            for row in rows
        ]

    async def plan(
        self, rows: Sequence[SheetRow], *, same: Mapping[str, object], brought: Sequence[str],
        shelf: Shelf, clear: bool,
    ) -> Plan:  # fmt: skip
        """Return what rows without mistakes come to; here every row is new.

        Args:
            same: values that hold for every new row which says none itself.
            brought: fields that have a column.
            shelf: what is there already.
            clear: an empty cell empties the value; else it leaves it as it is.
        """
        plans = [
            RowPlan(line=row.line, what="new", called=str(next(iter(row.values.values()), "")))
            for row in rows
        ]
        return Plan(rows=tuple(plans), commands=tuple(self.commands(rows, same=same)))
