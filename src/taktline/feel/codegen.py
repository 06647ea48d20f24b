"""Turns the syntax tree of a formula into the syntax tree of a Python function."""

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from taktline.feel import operators
from taktline.feel.comparison import in_test
from taktline.feel.constants import MAKERS, constant_of
from taktline.feel.registry import BUILTINS, call_builtin, function_value
from taktline.feel.tree import (
    INPUT,
    BooleanNode,
    NameNode,
    Node,
    NullNode,
    NumberNode,
    StringNode,
    TemporalNode,
)
from taktline.feel.types import Type, conforms
from taktline.feel.values import FLAT, NUMBERS

if TYPE_CHECKING:
    pass

RUN, CONTEXT = "run", "context"
SIMPLE = (NullNode, BooleanNode, NumberNode, StringNode, TemporalNode)
Item = Callable[[ast.expr], ast.expr]


def name(identifier: str) -> ast.Name:
    """Read a Python variable."""
    return ast.Name(identifier, ast.Load())


def constant(value: str | int | bool | None) -> ast.Constant:
    """Write a constant of Python itself."""
    return ast.Constant(value)


def call(function: str, *arguments: ast.expr) -> ast.Call:
    """Call one of the functions compiled formulas know."""
    return ast.Call(name(function), list(arguments), [])


def conditional(test: ast.expr, yes: ast.expr, no: ast.expr) -> ast.IfExp:
    """`yes if test else no`."""
    return ast.IfExp(test, yes, no)


def compared(left: ast.expr, *pairs: tuple[ast.cmpop, ast.expr]) -> ast.Compare:
    """A comparison, possibly chained."""
    return ast.Compare(left, [pair[0] for pair in pairs], [pair[1] for pair in pairs])


def tuple_of(items: list[ast.expr]) -> ast.Tuple:
    """A tuple."""
    return ast.Tuple(items, ast.Load())


def class_of(value: ast.expr) -> ast.Attribute:
    """`value.__class__`."""
    return ast.Attribute(value, "__class__", ast.Load())


def lambda_of(parameters: list[str], body: ast.expr) -> ast.Lambda:
    """`lambda parameters: body`."""
    arguments = [ast.arg(parameter) for parameter in parameters]
    return ast.Lambda(ast.arguments([], arguments, None, [], [], None, []), body)


GLOBALS: dict[str, object] = {
    "Decimal": Decimal, "str": str, "bool": bool, "FLAT": FLAT,
    "ADD": NUMBERS.add, "SUBTRACT": NUMBERS.subtract, "MULTIPLY": NUMBERS.multiply,
    "load": operators.load, "arithmetic": operators.arithmetic, "negate": operators.negate,
    "compare": operators.compare, "conjunction": operators.conjunction,
    "disjunction": operators.disjunction, "between": operators.between,
    "passes": operators.passes, "any_test": operators.any_test,
    "input_test": operators.input_test, "condition_test": operators.condition_test,
    "verdict": operators.verdict, "truth": operators.truth, "span": operators.span,
    "test_span": operators.test_span, "context_of": operators.context_of,
    "literal": operators.literal, "path": operators.path, "filtered": operators.filtered,
    "item_at": operators.item_at, "each": operators.each, "stretch": operators.stretch,
    "loop": operators.loop, "some": operators.some, "every": operators.every,
    "call_value": operators.call_value, "call_builtin": call_builtin,
    "function_value": function_value, "in_test": in_test, "conforms": conforms,
    "unknown_type": operators.unknown_type, "external": operators.external,
    "made_function": operators.made_function,
}  # fmt: skip
"""Everything generated code may touch, beside its own constants."""


class Emitter:
    """Collects what one formula needs: constants, variables of the caller, temporaries."""

    def __init__(self, named_types: Mapping[str, Type], *, careful: bool) -> None:
        self.named_types = named_types
        self.careful = careful
        self.constants: dict[str, object] = {}
        self.variables: dict[str, tuple[str, ast.Name]] = {}
        self.settled: set[str] = set()
        self.raw_names: set[str] = set()
        self.nodes = 0
        self._count = 0
        self._locals: list[dict[str, ast.expr | Item]] = []

    def fresh(self) -> str:
        """Return a Python name nobody uses yet."""
        self._count += 1
        return f"t{self._count}"

    def kept(self, value: object) -> ast.Name:
        """Keep a value for the generated code and return how to read it."""
        identifier = f"K{len(self.constants)}"
        self.constants[identifier] = value
        return name(identifier)

    def once(self, value: ast.expr) -> tuple[ast.expr, ast.expr]:
        """Return how to compute a value the first time, and how to read it again."""
        if isinstance(value, ast.Name):
            return value, value
        identifier = self.fresh()
        return ast.NamedExpr(ast.Name(identifier, ast.Store()), value), name(identifier)

    def enter(self, names: Mapping[str, ast.expr | Item]) -> None:
        """Open an inner scope."""
        self._locals.append(dict(names))

    def leave(self) -> None:
        """Close the innermost scope."""
        self._locals.pop()

    def declare(self, feel_name: str, value: ast.expr) -> None:
        """Make a name known in the innermost scope."""
        self._locals[-1][feel_name] = value

    def is_local(self, feel_name: str) -> bool:
        """Tell whether a name is a parameter, loop variable or entry of this formula."""
        return any(feel_name in scope for scope in self._locals)

    def read(self, node: NameNode) -> ast.expr:
        """Return how a name is read: scopes from the inside out, then the caller's context.

        A filter's scope asks the item first and goes on outwards if it has no such field.
        """
        return self._read(node, len(self._locals) - 1)

    def _read(self, node: NameNode, level: int) -> ast.expr:
        while level >= 0:
            scope = self._locals[level]
            found = scope.get(node.name)
            if isinstance(found, ast.expr):
                return found
            ask = scope.get("")
            if ask is not None and not isinstance(ask, ast.expr) and node.name != INPUT:
                return self._from_item(node, ask, level)
            level -= 1
        return self._variable(node)

    def _from_item(self, node: NameNode, ask: Item, level: int) -> ast.expr:
        scope = self._locals[level]
        item = scope["item*"]
        outer = item if node.name == "item" else self._read(node, level - 1)
        if not isinstance(item, ast.expr) or not isinstance(outer, ast.expr):
            raise TypeError(node.name)
        key = constant(node.name)
        has_field = ast.BoolOp(
            ast.And(),
            [compared(class_of(item), (ast.Is(), name("dict"))), compared(key, (ast.In(), item))],
        )
        return conditional(has_field, ask(key), outer)

    def _variable(self, node: NameNode) -> ast.expr:
        if node.name in BUILTINS and node.name not in self.variables:
            read = ast.Call(
                ast.Attribute(name(CONTEXT), "get", ast.Load()),
                [constant(node.name), call("function_value", name(RUN), constant(node.name))],
                [],
            )
            return call("load", name(RUN), read)
        if node.name not in self.variables:
            missing = self.kept(operators.Missing(node.name, node.at))
            self.variables[node.name] = (f"v{len(self.variables)}", missing)
        self.settled.add(node.name)
        return name(self.variables[node.name][0])

    def raw(self, node: Node) -> ast.expr | None:
        """Return a variable of the caller as it came, for operators that look at it themselves."""
        if not isinstance(node, NameNode) or self._locals or node.name in BUILTINS:
            return None
        known = node.name in self.settled
        variable = self._variable(node)
        if not known:
            self.settled.discard(node.name)
        self.raw_names.add(self.variables[node.name][0])
        return variable

    def literal(self, node: Node) -> ast.expr | None:
        """Return a kept constant for a node whose value is known now."""
        found = constant_of(node)
        shadowed = not isinstance(node, SIMPLE) and any(map(self.is_local, MAKERS))
        if found is None or shadowed:
            return None
        value = found[0]
        if value is None or isinstance(value, bool):
            return constant(value)
        return self.kept(value)


def function_of(emitter: Emitter, body: ast.expr) -> Callable[..., object]:
    """Assemble and compile `def formula(context, run)`.

    Variables of the caller are read once, before the body: `v = context.get("x", missing)`, and
    taken over if they are not of FEEL's own scalar types. Variables only operators look at are left
    as they came: the operators take over what is strange to them.
    """
    statements: list[ast.stmt] = []
    for feel_name, (identifier, missing) in emitter.variables.items():
        statements.append(_loaded(feel_name, identifier, missing=missing))
        if feel_name in emitter.settled:
            statements.append(_settled(identifier))
    statements.append(ast.Return(body))
    arguments = ast.arguments([], [ast.arg(CONTEXT), ast.arg(RUN)], None, [], [], None, [])
    function = ast.FunctionDef("formula", arguments, statements, [], None, None)
    module = ast.fix_missing_locations(ast.Module([function], []))
    space: dict[str, object] = {**GLOBALS, **emitter.constants, "__builtins__": {"dict": dict}}
    exec(compile(module, "<feel>", "exec"), space)
    compiled = space["formula"]
    if not callable(compiled):
        raise TypeError("formula")
    return compiled


def _loaded(feel_name: str, identifier: str, *, missing: ast.Name) -> ast.stmt:
    get = ast.Call(
        ast.Attribute(name(CONTEXT), "get", ast.Load()), [constant(feel_name), missing], []
    )
    return ast.Assign([ast.Name(identifier, ast.Store())], get)


def _settled(identifier: str) -> ast.stmt:
    strange = compared(class_of(name(identifier)), (ast.NotIn(), name("FLAT")))
    taken = call("load", name(RUN), name(identifier))
    return ast.If(strange, [ast.Assign([ast.Name(identifier, ast.Store())], taken)], [])
