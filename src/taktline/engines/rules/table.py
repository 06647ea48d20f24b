"""Decision tables: rows of conditions and results, decided by the hit policies of DMN."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cmp_to_key
from typing import Literal

import msgspec

from taktline.base.instant import Instant
from taktline.base.text import Text
from taktline.feel import Compiled, compile, parse, parse_unary_tests, paths
from taktline.feel.comparison import equal, order
from taktline.feel.tree import INPUT, Node
from taktline.feel.values import Value, adopt

HitPolicy = Literal[
    "unique", "first", "priority", "any", "rule order", "output order",
    "collect", "collect sum", "collect min", "collect max", "collect count",
]  # fmt: skip
Cell = str | int | float | bool
"""An entry as it stands in a document: FEEL, or a plain number or yes/no."""

ROWS_MAX = 1_000
"""Rows of one table: more is a list of master records, kept and changed as such."""
COLUMNS_MAX = 50

MANY: frozenset[HitPolicy] = frozenset({"rule order", "output order", "collect"})
"""Policies that answer with a list."""
COUNTED: frozenset[HitPolicy] = frozenset(
    {"collect sum", "collect min", "collect max", "collect count"}
)
"""Policies that answer with one number or value made of all results."""

SEVERAL_FIT = Text(
    en="rows {rows} fit, but only one may", zh="第 {rows} 行同时匹配,而只允许匹配一行"
)
RESULTS_DIFFER = Text(
    en="rows {rows} fit with different results", zh="第 {rows} 行同时匹配但结果不同"
)
NOT_ALLOWED = Text(en="input {input} has a value that is not allowed", zh="输入 {input} 的值不允许")


class DecisionTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision table as a document says it.

    Attributes:
        hit_policy: which of the rows that fit count.
        inputs: FEEL; one column each.
        outputs: names of the results; one column each, behind the inputs.
        rows: per row a test of each input (`-` = whatever it is), then FEEL for each output.
        allowed: by input: unary tests that its value must pass.
        values: by output: FEEL list of its possible values, the most important first; `priority`
            and `output order` sort by it.
        default: by output: FEEL; the results when no row fits.
    """

    hit_policy: HitPolicy = "unique"
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    allowed: dict[str, str] = {}
    values: dict[str, str] = {}
    default: dict[str, Cell] = {}


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a table came to, and why.

    Attributes:
        value: one context of outputs; a list of them for policies that collect; one value for
            sum, min, max and count. None: nothing fits, or the table contradicts itself.
        rows: numbers of the rows that fit, from 1.
        inputs: the values that were looked at, in the order of the columns.
        fault: what is wrong with the table or an input; None = nothing.
    """

    value: Value
    rows: tuple[int, ...] = ()
    inputs: tuple[Value, ...] = ()
    fault: Text | None = None


class Table:
    """A decision table ready to run many times."""

    def __init__(
        self, table: DecisionTable, names: Iterable[str], *, properties: Iterable[str] = ()
    ) -> None:
        """Compile every entry.

        Args:
            table: as the document says it.
            names: variables that entries may use.
            properties: names behind a dot that are not plain words.

        Raises:
            ParseError, LimitReached: an entry cannot be read.
        """
        self.table = table
        reader = _Reader(tuple(names), tuple(properties))
        self._inputs = [reader.formula(text) for text in table.inputs]
        self._allowed = {
            index: reader.tests(table.allowed[text])
            for index, text in enumerate(table.inputs)
            if text in table.allowed
        }
        width = len(table.inputs)
        self._rows = [
            ([reader.test(cell) for cell in row[:width]], [reader.result(c) for c in row[width:]])
            for row in table.rows
        ]
        self._default = [reader.result(table.default.get(name, "null")) for name in table.outputs]
        self._values = [
            None if name not in table.values else reader.formula(table.values[name])
            for name in table.outputs
        ]

    @property
    def looks_at(self) -> frozenset[tuple[str, ...]]:
        """The dotted names its entries use."""
        compiled = [*self._inputs, *self._allowed.values(), *self._default]
        compiled += [one for one in self._values if one is not None]
        for tests, results in self._rows:
            compiled += [*results, *(test for test in tests if test is not None)]
        return frozenset(path for one in compiled for path in paths(one.node))

    def decide(
        self, context: Mapping[str, object], *, now: Instant | None = None, zone: str = "UTC"
    ) -> Decision:
        """Return what the table decides for some variables.

        Source: DMN 1.5, section 8.2.10 (hit policies).
        """
        scope = {name: adopt(value) for name, value in context.items()}

        def value(compiled: Compiled, more: Mapping[str, Value] = scope) -> Value:
            return compiled(more, now=now, zone=zone).value

        inputs = tuple(value(compiled) for compiled in self._inputs)
        for index, tests in self._allowed.items():
            if value(tests, {**scope, INPUT: inputs[index]}) is not True:
                why = _filled(NOT_ALLOWED, input=self.table.inputs[index])
                return Decision(value=None, inputs=inputs, fault=why)
        seen = [{**scope, INPUT: one} for one in inputs]
        first_only = self.table.hit_policy == "first"
        hits: list[tuple[int, list[Value]]] = []
        for number, (tests_of_row, results) in enumerate(self._rows, start=1):
            if all(
                test is None or value(test, seen[index]) is True
                for index, test in enumerate(tests_of_row)
            ):
                hits.append((number, [value(result) for result in results]))
                if first_only:
                    break
        orders = [None if one is None else value(one) for one in self._values]
        if not hits:
            given = [value(one) for one in self._default] if self.table.default else None
            return Decision(value=self._nothing(given), inputs=inputs)
        found, fault = self._chosen(hits, orders)
        rows = tuple(number for number, _ in hits)
        return Decision(value=found, rows=rows, inputs=inputs, fault=fault)

    def _nothing(self, given: list[Value] | None) -> Value:
        """Return the answer when no row fits."""
        policy = self.table.hit_policy
        if given is not None:
            said = self._said(given)
            return [said] if policy in MANY else said
        if policy == "collect count":
            return Decimal(0)
        return [] if policy in MANY else None

    def _chosen(
        self, hits: list[tuple[int, list[Value]]], orders: Sequence[Value]
    ) -> tuple[Value, Text | None]:
        policy = self.table.hit_policy
        rows = ", ".join(str(number) for number, _ in hits)
        results = [result for _, result in hits]
        if policy == "unique" and len(hits) > 1:
            return None, _filled(SEVERAL_FIT, rows=rows)
        if policy == "any" and any(equal(results[0], one) is not True for one in results[1:]):
            return None, _filled(RESULTS_DIFFER, rows=rows)
        if policy in ("priority", "output order"):
            results = _sorted(results, orders)
        if policy in MANY:
            return [self._said(one) for one in results], None
        if policy in COUNTED:
            return _counted(policy, [one[0] for one in results]), None
        return self._said(results[0]), None

    def _said(self, result: list[Value]) -> Value:
        return dict(zip(self.table.outputs, result, strict=True))


class _Reader:
    """Compiles the entries of one table."""

    def __init__(self, names: tuple[str, ...], properties: tuple[str, ...]) -> None:
        self._names = names
        self._properties = (*names, *properties)

    def formula(self, text: str) -> Compiled:
        return compile(parse(text, self._names, properties=self._properties))

    def tests(self, text: str) -> Compiled:
        node: Node = parse_unary_tests(text, self._names, properties=self._properties)
        return compile(node)

    def test(self, cell: Cell) -> Compiled | None:
        """Compile an input entry; None where anything fits."""
        text = text_of(cell)
        return None if text in ("-", "") else self.tests(text)

    def result(self, cell: Cell) -> Compiled:
        return self.formula(text_of(cell) or "null")


def text_of(cell: Cell) -> str:
    """Return an entry as FEEL."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell).strip()


def _filled(text: Text, **words: str) -> Text:
    return Text(en=text.say("en", **words), zh=text.say("zh", **words))


def _sorted(results: list[list[Value]], orders: Sequence[Value]) -> list[list[Value]]:
    """Sort results by the places of their outputs in the lists of possible values."""

    def rank(result: list[Value]) -> tuple[int, ...]:
        return tuple(
            _place(value, possible)
            for value, possible in zip(result, orders, strict=True)
            if isinstance(possible, list)
        )

    return sorted(results, key=rank)


def _place(value: Value, possible: list[Value]) -> int:
    return next((i for i, one in enumerate(possible) if equal(value, one) is True), len(possible))


def _counted(policy: HitPolicy, values: list[Value]) -> Value:
    """Return the sum, the least, the greatest or the number of all results; None where there is
    no such thing.
    """
    if policy == "collect count":
        return Decimal(len(values))
    if policy == "collect sum":
        numbers = [one for one in values if isinstance(one, Decimal)]
        return sum(numbers, Decimal(0)) if len(numbers) == len(values) else None
    if any(order(values[0], one) is None for one in values):
        return None
    by_order: Callable[[Value], object] = cmp_to_key(lambda a, b: order(a, b) or 0)
    found = sorted(values, key=by_order)  # type: ignore[arg-type]  # keys of cmp_to_key compare
    return found[0] if policy == "collect min" else found[-1]
