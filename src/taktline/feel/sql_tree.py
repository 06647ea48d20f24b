"""A condition or formula as the database can answer it: a typed tree, not yet text.

`store` turns it into a statement. What every node must mean there:

- columns, literals and functions are typed; a `Literal` is always a bound parameter;
- texts compare by `COLLATE "C"`, that is by code point, as in Python;
- `Compare` is SQL's own operator (null when a side is null), `Same` is `IS NOT DISTINCT FROM`;
- `And`, `Or`, `Not` are SQL's own three-valued ones, which are FEEL's;
- the session's time zone is UTC.
"""

from typing import Literal as Choice
from typing import TypeAlias

import msgspec

from taktline.feel.types import Type
from taktline.feel.values import Value

CompareOperator = Choice["=", "!=", "<", "<=", ">", ">="]
SqlFunction = Choice[
    "lower", "upper", "length", "contains", "starts_with", "ends_with", "abs", "floor",
    "ceiling", "round_half_up", "coalesce", "is_blank", "concat",
    "year", "month", "day", "weekday", "date_of_instant", "days_between",
]  # fmt: skip


class Column(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="column"):
    """A field: its own (`("quantity",)`) or, along links, another record's (`("machine", "code")`).

    A path of several names is a left join per link: a missing record makes the field null.
    """

    path: tuple[str, ...]
    type: Type
    nullable: bool = True


class Literal(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="literal"):
    """A FEEL value bound as a parameter of its type; `None` is a typed NULL."""

    value: Value
    type: Type


class Moment(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="moment"):
    """The instant or date of evaluation, bound by the caller when the statement runs."""

    kind: Choice["now", "today"]
    type: Type


class Compare(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="compare"):
    """`left operator right` as SQL says it: null when a side is null."""

    operator: CompareOperator
    left: "SqlTree"
    right: "SqlTree"


class Same(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="same"):
    """`left IS NOT DISTINCT FROM right`, or `IS DISTINCT FROM` when negated; never null."""

    left: "SqlTree"
    right: "SqlTree"
    negated: bool = False


class IsNull(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="is-null"):
    """`value IS NULL`, or `IS NOT NULL` when negated; never null."""

    value: "SqlTree"
    negated: bool = False


class And(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="and"):
    """Three-valued conjunction."""

    items: tuple["SqlTree", ...]


class Or(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="or"):
    """Three-valued disjunction."""

    items: tuple["SqlTree", ...]


class Not(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="not"):
    """Three-valued negation."""

    value: "SqlTree"


class InList(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="in-list"):
    """`value = ANY(values)`; no value is null. Null when `value` is null, unless `exact`.

    With `exact` a null value gives false: `COALESCE(value = ANY(values), FALSE)`.
    """

    value: "SqlTree"
    values: tuple[Value, ...]
    type: Type
    exact: bool = False


class Arithmetic(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="arithmetic"):
    """`left operator right` on numbers, dates, instants and exact lengths of time.

    Date + duration is again a date (whole days are cut, months keep to the end of the month);
    date - date is an interval of whole days, not an integer.
    """

    operator: Choice["+", "-", "*"]
    left: "SqlTree"
    right: "SqlTree"
    type: Type


class Negative(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="negative"):
    """`- value`."""

    value: "SqlTree"
    type: Type


class Function(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="function"):
    """A function of the closed list `SqlFunction`; null when an argument is null.

    Not so `coalesce`, and `is_blank`, which is true for null and for texts of blanks.
    `contains`, `starts_with`, `ends_with` compare plainly: no pattern characters.
    `round_half_up(x, n)` rounds a half away from zero; `weekday` is 1 on Monday.
    """

    name: SqlFunction
    arguments: tuple["SqlTree", ...]
    type: Type


class Case(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="case"):
    """`CASE WHEN condition THEN yes ELSE no END`; the condition counts only when true."""

    condition: "SqlTree"
    yes: "SqlTree"
    no: "SqlTree"
    type: Type


class SomeLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="some-line"):
    """A condition on the lines of a list: true for one of them, or for every one.

    Columns whose path begins with `name` are those of a line. Three-valued as FEEL says: what
    cannot be told for a line leaves the whole unknown unless another line decides it. Without
    `exact` only true counts, and unknown may be false.
    """

    path: tuple[str, ...]
    name: str
    condition: "SqlTree"
    every: bool = False
    exact: bool = False


class CountOfLines(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="count-of-lines"
):
    """How many lines a list has; none has 0."""

    path: tuple[str, ...]
    type: Type


class HasItem(msgspec.Struct, frozen=True, kw_only=True, tag_field="sql", tag="has-item"):
    """Whether a list of words in one column has a word; null where the list is null.

    `exact` tells a word that is null from one that is missing.
    """

    items: Column
    value: "SqlTree"
    exact: bool = False


SqlTree: TypeAlias = (
    Column
    | Literal
    | Moment
    | Compare
    | Same
    | IsNull
    | And
    | Or
    | Not
    | InList
    | Arithmetic
    | Negative
    | Function
    | Case
    | SomeLine
    | CountOfLines
    | HasItem
)
