"""What tables and lists shall look like, said without SQL: the catalog plans, the store builds."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

import msgspec

from taktline.feel.sql_tree import SqlTree

IDENTIFIER_BYTES_MAX = 54
"""A distributed server appends a shard's number to names (rule R10)."""

ColumnType = Literal[
    "text",
    "boolean",
    "integer",
    "bigint",
    "decimal",
    "float",
    "instant",
    "date",
    "time",
    "duration",
    "uuid",
    "json",
    "bytes",
    "texts",
    "uuids",
]
Measure = Literal["count", "sum", "avg", "min", "max", "count_distinct"]
Scalar = object
"""What `taktline.store.encode` can send."""


class ColumnPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One column; a `default` fills the rows that are there when the column is added."""

    name: str
    type: ColumnType
    nullable: bool = True
    default: str | bool | int | None = None


class UniquePlan(msgspec.Struct, frozen=True, kw_only=True, tag="unique"):
    """No two rows with the same values; an empty value counts as a value if `nulls_equal`."""

    name: str
    columns: tuple[str, ...]
    nulls_equal: bool = False


class ReferencePlan(msgspec.Struct, frozen=True, kw_only=True, tag="reference"):
    """A column holds the id of a row of another table of the same tenant."""

    name: str
    column: str
    table: str


class OneOfPlan(msgspec.Struct, frozen=True, kw_only=True, tag="one_of"):
    """A column holds one of a closed set of words; a column of several words only such words."""

    name: str
    column: str
    words: tuple[str, ...]


class HoldsPlan(msgspec.Struct, frozen=True, kw_only=True, tag="holds"):
    """A condition on a row's own columns is not false; what is unknown holds, as in the rules.

    Attributes:
        tree: the condition, without `now()` and `today()`; its paths are names of columns.
    """

    name: str
    tree: SqlTree


IndexKind = Literal["sorted", "trigrams", "characters"]


class IndexPlan(msgspec.Struct, frozen=True, kw_only=True):
    """An index that serves a list.

    Attributes:
        columns: what it leads by; of the searching kinds, the texts that are searched.
        beside: columns it holds besides, so that a count need not read the rows.
        present: leaves out rows where that column is empty.
        kind: `sorted` for orders and comparisons; `trigrams` finds parts of texts by three letters
            or digits of them, `characters` by characters that have no letters' case, as Chinese.
    """

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    present: str | None = None
    beside: tuple[str, ...] = ()
    kind: IndexKind = "sorted"


ConstraintPlan = UniquePlan | ReferencePlan | OneOfPlan | HoldsPlan


class TablePlan(msgspec.Struct, frozen=True, kw_only=True):
    """One table. Its key is `id uuid` unless the columns say otherwise.

    A plan for a table that other code made (`extends`) only adds columns, constraints, indexes.
    """

    name: str
    columns: tuple[ColumnPlan, ...]
    key: tuple[str, ...] = ("id",)
    constraints: tuple[ConstraintPlan, ...] = ()
    indexes: tuple[IndexPlan, ...] = ()
    extends: bool = False


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """What a table with rows gets step by step, each in a transaction of its own.

    Attributes:
        table: which table.
        name: of the constraint, or of the column that may no longer be empty.
        broken: counts the rows that stand against it, up to a limit; "" = none can.
        statements: in order; none but the first waits for rows to be put right.
    """

    table: str
    name: str
    broken: str = ""
    statements: tuple[str, ...]


class Ref(msgspec.Struct, frozen=True):
    """A column of the listed table, or of a linked one.

    Attributes:
        column: its name.
        link: name of the link that leads to its table; "" = the listed table.
        type: its type, where it is compared with a value.
        nullable: whether it may be empty (paging must know).
        period: the first day of the day, week, month, quarter or year it lies in, instead of the
            time itself; "" = the time itself.
        zone: in which an instant's day is taken; "" = the column is a date.
        searched: an index of its characters is there, or on its way.
    """

    column: str
    link: str = ""
    type: ColumnType = "text"
    nullable: bool = True
    period: str = ""
    zone: str = ""
    searched: bool = False


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A table reached by an id in a column; a missing row gives empty columns."""

    name: str
    table: str
    source: Ref
    key: str = "id"


class RollUp(msgspec.Struct, frozen=True, kw_only=True):
    """What the rows of another table that point at a row come to, in the one column `value`.

    Attributes:
        name: as links are named; its value is `Ref("value", name)`.
        table: the rows' table.
        key: their column that points at `source`.
        source: the id they point at.
        measure: how they sum up.
        column: what is measured; None = the rows are counted.
        links: tables their filters look at.
        filters: which rows; references as within a list of that table.
    """

    name: str
    table: str
    key: str
    source: Ref
    measure: Measure
    column: Ref | None = None
    links: tuple["Link | RollUp", ...] = ()
    filters: tuple["Condition", ...] = ()


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of a list that a condition looks into.

    Attributes:
        table: theirs.
        source: id of the row they belong to.
        key: their column that holds it.
        links: tables reached from a line.
        refs: where each field the condition names stands, by its path without the line's name.
    """

    table: str
    source: Ref
    key: str = "parent"
    links: tuple[Link | RollUp, ...] = ()
    refs: Mapping[tuple[str, ...], Ref] = {}


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """One column of the answer: a column as it is, a measure over a group's rows, or a truth.

    Attributes:
        holds: conditions; the answer tells whether all hold of the row.
    """

    name: str
    ref: Ref | None = None
    measure: Measure | None = None
    holds: "tuple[Condition, ...] | None" = None


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One sort key; empty values come last in both directions."""

    ref: Ref
    descending: bool = False


class Compare(msgspec.Struct, frozen=True, kw_only=True):
    """A column compared with a value; a row whose column is empty does not fit."""

    ref: Ref
    operator: Literal["=", "<>", "<", "<=", ">", ">="]
    value: Scalar


class AnyOf(msgspec.Struct, frozen=True, kw_only=True):
    """A column holds one of the values."""

    ref: Ref
    values: Sequence[Scalar]


class IsEmpty(msgspec.Struct, frozen=True, kw_only=True):
    """A column is empty, or is not."""

    ref: Ref
    empty: bool = True


class Contains(msgspec.Struct, frozen=True, kw_only=True):
    """A text contains another one, letters' case aside."""

    ref: Ref
    text: str


class Either(msgspec.Struct, frozen=True, kw_only=True):
    """At least one of the conditions holds; none given: nothing fits."""

    conditions: tuple["Condition", ...]


class Every(msgspec.Struct, frozen=True, kw_only=True):
    """All of the conditions hold; none given: everything fits."""

    conditions: tuple["Condition", ...]


class Fits(msgspec.Struct, frozen=True, kw_only=True):
    """A FEEL condition, translated by `taktline.feel`; only true fits.

    Attributes:
        tree: the condition.
        refs: where each field the tree names stands, by its path.
        lists: the lists it looks into, by their path and the name it gives to a line.
        now: what `now()` is; aware.
        today: what `today()` is: the site's date.
    """

    tree: SqlTree
    refs: Mapping[tuple[str, ...], Ref]
    now: datetime
    today: date
    lists: Mapping[tuple[tuple[str, ...], str], Lines] = {}


Condition = Compare | AnyOf | IsEmpty | Contains | Either | Every | Fits


class QueryPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A list: which table, what is shown, what fits, in which order, which page.

    Attributes:
        table: the listed table.
        links: joined tables and roll-ups, each after the one it comes from.
        outputs: the answer's columns, in order.
        filters: all must hold (scopes of the reader are added here too).
        group: the answer has one row per combination of these.
        order: sort keys; the last ones must make the order total (the listed table's id).
        after: values of the sort keys of the last row seen; None = the first page.
        limit: rows at most.
    """

    table: str
    outputs: tuple[Output, ...]
    links: tuple[Link | RollUp, ...] = ()
    filters: tuple[Condition, ...] = ()
    group: tuple[Ref, ...] = ()
    order: tuple[Order, ...] = ()
    after: tuple[Scalar, ...] | None = None
    limit: int = 100
