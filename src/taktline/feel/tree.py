"""What a formula consists of once it was read: typed nodes, each with its place in the text."""

from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec

ArithmeticOperator = Literal["+", "-", "*", "/", "**"]
ComparisonOperator = Literal["=", "!=", "<", "<=", ">", ">="]
LogicOperator = Literal["and", "or"]


class NullNode(msgspec.Struct, frozen=True, kw_only=True, tag="null"):
    """The literal `null`."""

    at: int = 0


class BooleanNode(msgspec.Struct, frozen=True, kw_only=True, tag="boolean"):
    """The literal `true` or `false`."""

    value: bool
    at: int = 0


class NumberNode(msgspec.Struct, frozen=True, kw_only=True, tag="number"):
    """A decimal literal."""

    value: Decimal
    at: int = 0


class StringNode(msgspec.Struct, frozen=True, kw_only=True, tag="string"):
    """A text literal, its escapes resolved."""

    value: str
    at: int = 0


class TemporalNode(msgspec.Struct, frozen=True, kw_only=True, tag="temporal"):
    """An at-literal such as `@"2026-01-05"`; the text decides which temporal type it is."""

    text: str
    at: int = 0


class NameNode(msgspec.Struct, frozen=True, kw_only=True, tag="name"):
    """A variable, a property of the filtered item, or a built-in function named as a value."""

    name: str
    at: int = 0


class NegationNode(msgspec.Struct, frozen=True, kw_only=True, tag="negation"):
    """Arithmetic minus before one operand."""

    value: "Node"
    at: int = 0


class ArithmeticNode(msgspec.Struct, frozen=True, kw_only=True, tag="arithmetic"):
    """Addition, subtraction, multiplication, division, power."""

    operator: ArithmeticOperator
    left: "Node"
    right: "Node"
    at: int = 0


class ComparisonNode(msgspec.Struct, frozen=True, kw_only=True, tag="comparison"):
    """Two operands compared; null when they cannot be."""

    operator: ComparisonOperator
    left: "Node"
    right: "Node"
    at: int = 0


class LogicNode(msgspec.Struct, frozen=True, kw_only=True, tag="logic"):
    """Conjunction or disjunction in three-valued logic."""

    operator: LogicOperator
    left: "Node"
    right: "Node"
    at: int = 0


class BetweenNode(msgspec.Struct, frozen=True, kw_only=True, tag="between"):
    """`value between low and high`, both ends included."""

    value: "Node"
    low: "Node"
    high: "Node"
    at: int = 0


class InNode(msgspec.Struct, frozen=True, kw_only=True, tag="in"):
    """`value in (test, ...)`: true when one of the tests holds."""

    value: "Node"
    tests: tuple["Node", ...]
    at: int = 0


class TypeName(msgspec.Struct, frozen=True, kw_only=True, tag="type"):
    """A type as written: its name, element types, and field or parameter names."""

    name: str
    arguments: tuple["TypeName", ...] = ()
    fields: tuple[str, ...] = ()
    result: "TypeName | None" = None


class InstanceNode(msgspec.Struct, frozen=True, kw_only=True, tag="instance"):
    """`value instance of type`."""

    value: "Node"
    type_name: TypeName
    at: int = 0


class IfNode(msgspec.Struct, frozen=True, kw_only=True, tag="if"):
    """`if condition then yes else no`; anything but true takes `no`."""

    condition: "Node"
    yes: "Node"
    no: "Node"
    at: int = 0


class Iteration(msgspec.Struct, frozen=True, kw_only=True, tag="iteration"):
    """One `name in source` or `name in source..end` of a loop."""

    name: str
    source: "Node"
    end: "Node | None" = None
    at: int = 0


class ForNode(msgspec.Struct, frozen=True, kw_only=True, tag="for"):
    """`for ... return body`: a list of results."""

    iterations: tuple[Iteration, ...]
    body: "Node"
    at: int = 0


class QuantifiedNode(msgspec.Struct, frozen=True, kw_only=True, tag="quantified"):
    """`some ... satisfies condition` or `every ... satisfies condition`."""

    quantifier: Literal["some", "every"]
    iterations: tuple[Iteration, ...]
    condition: "Node"
    at: int = 0


class FilterNode(msgspec.Struct, frozen=True, kw_only=True, tag="filter"):
    """`source[condition]` or `source[index]`."""

    source: "Node"
    condition: "Node"
    at: int = 0


class PathNode(msgspec.Struct, frozen=True, kw_only=True, tag="path"):
    """`source.name`: a field of a context, of every context of a list, or a property."""

    source: "Node"
    name: str
    at: int = 0


class Argument(msgspec.Struct, frozen=True, kw_only=True, tag="argument"):
    """One argument of a call; `name` is empty when it is positional."""

    value: "Node"
    name: str = ""


class CallNode(msgspec.Struct, frozen=True, kw_only=True, tag="call"):
    """A function invoked with positional or with named arguments."""

    function: "Node"
    arguments: tuple[Argument, ...]
    at: int = 0


class ListNode(msgspec.Struct, frozen=True, kw_only=True, tag="list"):
    """`[a, b, c]`."""

    items: tuple["Node", ...]
    at: int = 0


class Entry(msgspec.Struct, frozen=True, kw_only=True, tag="entry"):
    """One `key: value` of a context."""

    key: str
    value: "Node"


class ContextNode(msgspec.Struct, frozen=True, kw_only=True, tag="context"):
    """`{a: 1, b: a + 1}`: later entries see earlier ones."""

    entries: tuple[Entry, ...]
    at: int = 0


class RangeNode(msgspec.Struct, frozen=True, kw_only=True, tag="range"):
    """`[a..b]`, `(a..b]`, `[a..b)`, `(a..b)`."""

    start: "Node"
    end: "Node"
    start_included: bool
    end_included: bool
    at: int = 0


class TestNode(msgspec.Struct, frozen=True, kw_only=True, tag="test"):
    """A unary test with an operator, such as `< 7`; as a value it is a range."""

    __test__ = False

    operator: ComparisonOperator
    value: "Node"
    at: int = 0


class Parameter(msgspec.Struct, frozen=True, kw_only=True, tag="parameter"):
    """A formal parameter of a function definition."""

    name: str
    type_name: TypeName | None = None


class FunctionNode(msgspec.Struct, frozen=True, kw_only=True, tag="function"):
    """`function(a, b) body`; an external function is read but never runs."""

    parameters: tuple[Parameter, ...]
    body: "Node"
    external: bool = False
    at: int = 0


class UnaryTestsNode(msgspec.Struct, frozen=True, kw_only=True, tag="unary-tests"):
    """A cell of a decision table: tests on the input `?`; no test at all is `-`."""

    tests: tuple["Node", ...]
    negated: bool = False
    at: int = 0


Node: TypeAlias = (
    NullNode
    | BooleanNode
    | NumberNode
    | StringNode
    | TemporalNode
    | NameNode
    | NegationNode
    | ArithmeticNode
    | ComparisonNode
    | LogicNode
    | BetweenNode
    | InNode
    | InstanceNode
    | IfNode
    | ForNode
    | QuantifiedNode
    | FilterNode
    | PathNode
    | CallNode
    | ListNode
    | ContextNode
    | RangeNode
    | TestNode
    | FunctionNode
    | UnaryTestsNode
)

INPUT = "?"  # The name under which a unary test sees its input.


def children(node: Node) -> tuple[Node, ...]:
    """Return the direct sub-expressions of a node, in reading order."""
    found: list[Node] = []
    for field in node.__struct_fields__:
        part: object = getattr(node, field)
        _gather(part, found)
    return tuple(found)


def _gather(part: object, found: list[Node]) -> None:
    if isinstance(part, tuple):
        for item in part:
            _gather(item, found)
    elif isinstance(part, Iteration):
        _gather(part.source, found)
        _gather(part.end, found)
    elif isinstance(part, (Argument, Entry)):
        found.append(part.value)
    elif isinstance(part, Node):
        found.append(part)


def mentions(node: Node, name: str) -> bool:
    """Tell whether a name occurs anywhere in an expression."""
    if isinstance(node, NameNode):
        return node.name == name
    return any(mentions(child, name) for child in children(node))


def paths(node: Node) -> frozenset[tuple[str, ...]]:
    """Return every name an expression reads, with the path behind it: `("machine", "code")`.

    Names of loops and parameters are among them; who asks for fields compares with its own.
    """
    found: set[tuple[str, ...]] = set()
    _collect(node, (), found)
    return frozenset(found)


def _collect(
    node: Node, behind: tuple[str, ...], found: set[tuple[str, ...]]
) -> None:  # tidy: positional - one step of a walk
    if isinstance(node, NameNode):
        found.add((node.name, *behind))
    elif isinstance(node, PathNode):
        _collect(node.source, (node.name, *behind), found)
    elif isinstance(node, FilterNode):
        _collect(node.source, behind, found)
        _collect(node.condition, (), found)
    else:
        for child in children(node):
            _collect(child, (), found)
