"""Says before a formula is saved what is wrong with it: unknown names, types that do not fit."""

from collections.abc import Callable, Mapping

import msgspec

from taktline.feel.check_calls import call_type
from taktline.feel.check_types import (
    arithmetic_type,
    comparable,
    fits,
    joined,
    label,
    ordered,
    property_type,
)
from taktline.feel.constants import constant_of
from taktline.feel.diagnostics import Diagnostic, note
from taktline.feel.registry import BUILTINS
from taktline.feel.temporal_text import temporal_of
from taktline.feel.tree import (
    INPUT,
    ArithmeticNode,
    BetweenNode,
    BooleanNode,
    CallNode,
    ComparisonNode,
    ContextNode,
    FilterNode,
    ForNode,
    FunctionNode,
    IfNode,
    InNode,
    InstanceNode,
    Iteration,
    ListNode,
    LogicNode,
    NameNode,
    NegationNode,
    Node,
    NullNode,
    NumberNode,
    PathNode,
    QuantifiedNode,
    RangeNode,
    StringNode,
    TemporalNode,
    TestNode,
    UnaryTestsNode,
)
from taktline.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS,
    MONTHS,
    NULL,
    NUMBER,
    STRING,
    TIME,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
    type_named,
    type_text,
)
from taktline.feel.values import type_label

_BY_LABEL: dict[str, Type] = {
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "days and time duration": DAYS,
    "years and months duration": MONTHS,
}


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found: the type of the result, and what is wrong."""

    result: Type
    diagnostics: tuple[Diagnostic, ...] = ()


def check(
    node: Node,
    types: Mapping[str, Type],
    *,
    wanted: Type = ANY,
    named_types: Mapping[str, Type] | None = None,
) -> Checked:
    """Check a formula against the declared types of its variables.

    Args:
        node: an expression or unary tests; the tests' input is declared as `?`.
        types: the variables in scope; a link is a context with the fields of the linked entity.
        wanted: what the result must be, such as boolean for a condition.
        named_types: types of the caller's own that `instance of` may name.
    """
    walk = _Check(types, named_types or {})
    result = walk.type_of(node)
    if not fits(result, wanted):
        walk.say("type-mismatch", 0, expected=type_text(wanted), found=type_text(result))
    return Checked(result=result, diagnostics=tuple(walk.found))


class _Check:
    """One walk over a tree with the scopes open at each place."""

    def __init__(self, types: Mapping[str, Type], named: Mapping[str, Type]) -> None:
        self.found: list[Diagnostic] = []
        self.named = named
        self._scopes: list[Mapping[str, Type]] = [types]

    def say(self, code: str, at: int, **args: object) -> None:
        """Record what is wrong."""
        self.found.append(note(code, at, **args))

    def type_of(self, node: Node) -> Type:
        """Return the type of an expression and record what is wrong inside it."""
        return _RULES[type(node)](self, node)

    def inside(self, scope: Mapping[str, Type], node: Node) -> Type:
        """Check an expression in an inner scope."""
        self._scopes.append(scope)
        result = self.type_of(node)
        self._scopes.pop()
        return result

    def lookup(self, name: str) -> Type | None:
        """Return the declared type of a name."""
        for scope in reversed(self._scopes):
            if name in scope:
                return scope[name]
        return None

    def expect(self, node: Node, wanted: Type) -> None:
        """Check an expression that must be of a type."""
        found = self.type_of(node)
        if not fits(found, wanted):
            self.say("type-mismatch", node.at, expected=type_text(wanted), found=type_text(found))


def _literal(_: _Check, node: Node) -> Type:
    match node:
        case NumberNode():
            return NUMBER
        case StringNode():
            return STRING
        case BooleanNode():
            return BOOLEAN
        case _:
            return NULL


def _temporal(walk: _Check, node: TemporalNode) -> Type:
    value = temporal_of(node.text)
    if value is None:
        walk.say("invalid-literal", node.at, text=node.text, type="date, time, duration")
        return ANY
    return _BY_LABEL[type_label(value).en]


def _name(walk: _Check, node: NameNode) -> Type:
    found = walk.lookup(node.name)
    if found is not None:
        return found
    if node.name in BUILTINS:
        return FunctionType((), ANY)
    walk.say("unknown-name", node.at, name=node.name)
    return ANY


def _negation(walk: _Check, node: NegationNode) -> Type:
    found = walk.type_of(node.value)
    if found not in (ANY, NULL, NUMBER, DAYS, MONTHS):
        walk.say("wrong-operands", node.at, left="", operator="-", right=label(found))
        return ANY
    return found


def _arithmetic(walk: _Check, node: ArithmeticNode) -> Type:
    left, right = walk.type_of(node.left), walk.type_of(node.right)
    result = arithmetic_type(node.operator, left, right=right)
    if result is None:
        walk.say(
            "wrong-operands",
            node.at,
            left=label(left),
            operator=node.operator,
            right=label(right),
        )
        return ANY
    return result


def _comparison(walk: _Check, node: ComparisonNode) -> Type:
    _compare(walk, walk.type_of(node.left), walk.type_of(node.right), node=node)
    return BOOLEAN


def _compare(walk: _Check, left: Type, right: Type, *, node: ComparisonNode | TestNode) -> None:
    fine = comparable(left, right)
    if node.operator not in ("=", "!="):
        fine = fine and ordered(left) and ordered(right)
    if not fine:
        walk.say("not-comparable", node.at, left=label(left), right=label(right))


def _logic(walk: _Check, node: LogicNode) -> Type:
    walk.expect(node.left, BOOLEAN)
    walk.expect(node.right, BOOLEAN)
    return BOOLEAN


def _between(walk: _Check, node: BetweenNode) -> Type:
    value = walk.type_of(node.value)
    for bound in (node.low, node.high):
        found = walk.type_of(bound)
        if not (comparable(value, found) and ordered(found)):
            walk.say("not-comparable", node.at, left=label(value), right=label(found))
    return BOOLEAN


def _in(walk: _Check, node: InNode) -> Type:
    value = walk.type_of(node.value)
    for test in node.tests:
        _test(walk, value, test=test)
    return BOOLEAN


def _test(walk: _Check, value: Type, *, test: Node) -> None:
    if isinstance(test, TestNode):
        _compare(walk, value, walk.type_of(test.value), node=test)
        return
    found = walk.type_of(test)
    inner = found.item if isinstance(found, (ListType, RangeType)) else found
    inner = inner.item if isinstance(inner, RangeType) else inner
    if not comparable(value, inner) and not comparable(value, found) and found != BOOLEAN:
        walk.say("not-comparable", test.at, left=label(value), right=label(found))


def _unary_tests(walk: _Check, node: UnaryTestsNode) -> Type:
    value = walk.lookup(INPUT) or ANY
    for test in node.tests:
        _test(walk, value, test=test)
    return BOOLEAN


def _instance(walk: _Check, node: InstanceNode) -> Type:
    walk.type_of(node.value)
    if type_named(node.type_name, walk.named) is None:
        walk.say("unknown-type", node.at, name=node.type_name.name)
    return BOOLEAN


def _if(walk: _Check, node: IfNode) -> Type:
    walk.expect(node.condition, BOOLEAN)
    return joined([walk.type_of(node.yes), walk.type_of(node.no)])


def _iterations(walk: _Check, iterations: tuple[Iteration, ...]) -> dict[str, Type]:
    scope: dict[str, Type] = {}
    for iteration in iterations:
        source = walk.inside(dict(scope), iteration.source)
        if iteration.end is not None:
            walk.inside(dict(scope), iteration.end)
            scope[iteration.name] = source
            continue
        if not isinstance(source, (ListType, RangeType)) and source not in (ANY, NULL):
            walk.say("not-iterable", iteration.at, type=label(source))
        scope[iteration.name] = source.item if isinstance(source, (ListType, RangeType)) else ANY
    return scope


def _for(walk: _Check, node: ForNode) -> Type:
    scope = _iterations(walk, node.iterations)
    return ListType(walk.inside({**scope, "partial": ListType(ANY)}, node.body))


def _quantified(walk: _Check, node: QuantifiedNode) -> Type:
    found = walk.inside(_iterations(walk, node.iterations), node.condition)
    if not fits(found, BOOLEAN):
        walk.say("type-mismatch", node.at, expected="boolean", found=type_text(found))
    return BOOLEAN


def _filter(walk: _Check, node: FilterNode) -> Type:
    source = walk.type_of(node.source)
    item = source.item if isinstance(source, ListType) else source
    fields = dict(item.fields) if isinstance(item, ContextType) else {}
    condition = walk.inside({"item": item, **fields}, node.condition)
    if condition == NUMBER:
        return item
    if condition not in (BOOLEAN, ANY, NULL):
        walk.say("not-a-filter", node.at, type=label(condition))
    return ListType(item)


def _path(walk: _Check, node: PathNode) -> Type:
    source = walk.type_of(node.source)
    found = property_type(source, node.name)
    if found is None:
        walk.say("unknown-field", node.at, type=label(source), name=node.name)
        return ANY
    return found


def _call(walk: _Check, node: CallNode) -> Type:
    function = node.function
    literal = constant_of(node)
    if literal is not None:
        return _BY_LABEL[type_label(literal[0]).en]
    given = [walk.type_of(argument.value) for argument in node.arguments]
    names = tuple(argument.name for argument in node.arguments if argument.name)
    if isinstance(function, NameNode) and walk.lookup(function.name) is None:
        if function.name not in BUILTINS:
            walk.say("unknown-function", node.at, name=function.name)
            return ANY
        return call_type(function.name, given, names=names, at=node.at, say=walk.found.append)
    found = walk.type_of(function)
    if isinstance(found, FunctionType):
        return found.result
    if found != ANY:
        walk.say("not-a-function", node.at, type=label(found))
    return ANY


def _list(walk: _Check, node: ListNode) -> Type:
    return ListType(joined([walk.type_of(item) for item in node.items]))


def _context(walk: _Check, node: ContextNode) -> Type:
    fields: dict[str, Type] = {}
    for entry in node.entries:
        if entry.key in fields:
            walk.say("duplicate-key", node.at, name=entry.key)
        known: dict[str, Type] = dict(fields)
        if isinstance(entry.value, FunctionNode):
            known[entry.key] = FunctionType((), ANY)
        fields[entry.key] = walk.inside(known, entry.value)
    return ContextType(fields)


def _range(walk: _Check, node: RangeNode) -> Type:
    start, end = walk.type_of(node.start), walk.type_of(node.end)
    if not (comparable(start, end) and ordered(start) and ordered(end)):
        walk.say("not-comparable", node.at, left=label(start), right=label(end))
    return RangeType(joined([start, end]))


def _range_test(walk: _Check, node: TestNode) -> Type:
    return RangeType(walk.type_of(node.value))


def _function(walk: _Check, node: FunctionNode) -> Type:
    scope: dict[str, Type] = {}
    for parameter in node.parameters:
        written = parameter.type_name
        found = type_named(written, walk.named) if written else ANY
        if found is None and written is not None:
            walk.say("unknown-type", node.at, name=written.name)
        scope[parameter.name] = found or ANY
    if node.external:
        return FunctionType(tuple(scope.values()), ANY)
    return FunctionType(tuple(scope.values()), walk.inside(scope, node.body))


_RULES: dict[type, Callable[..., Type]] = {
    NullNode: _literal,
    BooleanNode: _literal,
    NumberNode: _literal,
    StringNode: _literal,
    TemporalNode: _temporal,
    NameNode: _name,
    NegationNode: _negation,
    ArithmeticNode: _arithmetic,
    ComparisonNode: _comparison,
    LogicNode: _logic,
    BetweenNode: _between,
    InNode: _in,
    InstanceNode: _instance,
    IfNode: _if,
    ForNode: _for,
    QuantifiedNode: _quantified,
    FilterNode: _filter,
    PathNode: _path,
    CallNode: _call,
    ListNode: _list,
    ContextNode: _context,
    RangeNode: _range,
    TestNode: _range_test,
    FunctionNode: _function,
    UnaryTestsNode: _unary_tests,
}
