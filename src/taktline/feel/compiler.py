"""Makes a formula ready to run many times, and runs it within its limits."""

import datetime as python
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

import msgspec

from taktline.feel.codegen import Emitter, function_of
from taktline.feel.diagnostics import Diagnostic, LimitReached
from taktline.feel.emit import emit
from taktline.feel.parser import parse, parse_unary_tests
from taktline.feel.run import Note, Run
from taktline.feel.tree import Node
from taktline.feel.types import Type
from taktline.feel.values import Value, type_label

CACHE_SIZE = 10_000  # Formulas of one process; each takes about 5 kB.


class Result(msgspec.Struct, frozen=True):
    """What an evaluation gave, and a note for every null an error produced."""

    value: Value
    notes: tuple[Note, ...] = ()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The notes in words, in the order in which they arose."""
        return tuple(one.diagnostic() for one in self.notes)


class Compiled:
    """A formula compiled to a Python function. Immutable and safe to share between threads."""

    __slots__ = ("_careful", "_named_types", "_quick", "node")

    def __init__(self, node: Node, named_types: Mapping[str, Type]) -> None:
        self.node = node
        self._named_types = named_types
        self._quick = _function(node, named_types, careful=False)
        self._careful = self._quick

    def __call__(
        self,
        context: Mapping[str, object],
        *,
        now: python.datetime | None = None,
        zone: str = "UTC",
    ) -> Result:
        """Evaluate.

        Args:
            context: variables by name; Python's own numbers, dates, lists and mappings are taken
                over as FEEL values.
            now: the instant `now()` and `today()` give; without it they are null.
            zone: IANA name of the zone of `now()` and `today()`.

        Returns:
            The value and the notes. An evaluation stopped by a limit is null and says so.
        """
        run = Run()
        if now is not None:
            run.moment, run.zone = now, zone
        try:
            value = self._quick(context, run)
        except ArithmeticError:
            return self._again(context, now, zone=zone)
        except LimitReached as stop:
            return _stopped(stop, run)
        return Result(value, run.notes)

    def _again(
        self, context: Mapping[str, object], now: python.datetime | None, *, zone: str
    ) -> Result:
        """Evaluate once more, checking every number: one of them left what 34 digits can hold."""
        if self._careful is self._quick:
            self._careful = _function(self.node, self._named_types, careful=True)
        run = Run()
        run.moment, run.zone = now, zone
        try:
            value = self._careful(context, run)
        except LimitReached as stop:
            return _stopped(stop, run)
        except ArithmeticError:  # A caller's decimal that is not a number.
            run.note("out-of-range", 0, name=type_label(Decimal(0)))
            return Result(None, run.notes)
        return Result(value, run.notes)


def _function(
    node: Node, named_types: Mapping[str, Type], *, careful: bool
) -> Callable[[Mapping[str, object], Run], Value]:
    emitter = Emitter(named_types, careful=careful)
    body = emit(emitter, node)
    return function_of(emitter, body)


def _stopped(stop: LimitReached, run: Run) -> Result:
    stopped = Note("limit-reached", 0, {"limit": stop.limit, "what": stop.what})
    return Result(None, (*run.notes, stopped))


def compile(node: Node, *, named_types: Mapping[str, Type] | None = None) -> Compiled:
    """Compile a syntax tree; the same tree is compiled once.

    Args:
        node: an expression or unary tests.
        named_types: types of the caller's own that `instance of` may name.
    """
    return Compiled(node, named_types) if named_types else _cached(node)


@lru_cache(maxsize=CACHE_SIZE)
def _cached(node: Node) -> Compiled:
    return Compiled(node, {})


@lru_cache(maxsize=CACHE_SIZE)
def formula(text: str, names: tuple[str, ...] = ()) -> Compiled:
    """Read and compile an expression; the same text with the same names is compiled once.

    Raises:
        LimitReached: the text is too long or nested too deeply.
        ParseError: the text is not an expression.
    """
    return Compiled(parse(text, names), {})


@lru_cache(maxsize=CACHE_SIZE)
def unary_tests(text: str, names: tuple[str, ...] = ()) -> Compiled:
    """Read and compile a cell of a decision table; its input is the variable `?`.

    Raises:
        LimitReached: the text is too long or nested too deeply.
        ParseError: the text is not a list of unary tests.
    """
    return Compiled(parse_unary_tests(text, names), {})
