"""Writes Python for every kind of node: the quick way for numbers, a call for the rest."""

import ast
from collections.abc import Callable
from typing import TypeGuard

from taktline.feel.codegen import (
    RUN,
    Emitter,
    call,
    class_of,
    compared,
    conditional,
    constant,
    name,
    tuple_of,
)
from taktline.feel.emit_scopes import SCOPES
from taktline.feel.registry import BUILTINS
from taktline.feel.tree import (
    INPUT,
    ArithmeticNode,
    BetweenNode,
    BooleanNode,
    CallNode,
    ComparisonNode,
    IfNode,
    InNode,
    InstanceNode,
    ListNode,
    LogicNode,
    NameNode,
    NegationNode,
    Node,
    NumberNode,
    PathNode,
    RangeNode,
    StringNode,
    TemporalNode,
    TestNode,
    UnaryTestsNode,
    mentions,
)
from taktline.feel.types import type_named

QUICK_ARITHMETIC = {"+": "ADD", "-": "SUBTRACT", "*": "MULTIPLY"}
PYTHON_COMPARISONS: dict[str, Callable[[], ast.cmpop]] = {
    "=": ast.Eq, "!=": ast.NotEq, "<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE,
}  # fmt: skip


def emit(emitter: Emitter, node: Node) -> ast.expr:
    """Return the Python expression that computes a node."""
    emitter.nodes += 1
    literal = emitter.literal(node)
    if literal is not None:
        return literal
    scope = SCOPES.get(type(node))
    if scope is not None:
        return scope(emitter, node, emit)
    return _FORMS[type(node)](emitter, node)


def _at(node: Node) -> ast.Constant:
    return constant(node.at)


def _name(emitter: Emitter, node: NameNode) -> ast.expr:
    return emitter.read(node)


def _temporal(emitter: Emitter, node: TemporalNode) -> ast.expr:
    return call("literal", name(RUN), constant(node.text), _at(node))


def _operand(emitter: Emitter, node: Node) -> ast.expr:
    """Emit an operand of a comparison or arithmetic; those look at a raw variable themselves."""
    return emitter.raw(node) or emit(emitter, node)


def _taken(emitter: Emitter, operand: ast.expr) -> ast.expr:
    """Read an operand for the slow way: a raw variable is taken over first."""
    if isinstance(operand, ast.Name) and operand.id in emitter.raw_names:
        return call("load", name(RUN), operand)
    return operand


def _negation(emitter: Emitter, node: NegationNode) -> ast.expr:
    return call("negate", name(RUN), emit(emitter, node.value), _at(node))


def _arithmetic(emitter: Emitter, node: ArithmeticNode) -> ast.expr:
    left, right = _operand(emitter, node.left), _operand(emitter, node.right)
    operator = constant(node.operator)
    quick = QUICK_ARITHMETIC.get(node.operator)
    if quick is None or emitter.careful:
        operands = _taken(emitter, left), _taken(emitter, right)
        return call("arithmetic", name(RUN), operator, *operands, _at(node))
    first, left_again = emitter.once(left)
    second, right_again = emitter.once(right)
    slow = call(
        "arithmetic",
        name(RUN), operator, _taken(emitter, left_again), _taken(emitter, right_again), _at(node),
    )  # fmt: skip
    fast = call(quick, left_again, right_again)
    return conditional(_both_numbers(node, first, second), fast, slow)


def _both_numbers(
    node: ArithmeticNode | ComparisonNode, first: ast.expr, second: ast.expr
) -> ast.expr:
    """`a.__class__ is b.__class__ is Decimal`; a literal number need not be asked.

    Both operands are computed here, the left one first, also when the answer is no.
    """
    if isinstance(node.right, NumberNode):
        return compared(class_of(first), (ast.Is(), name("Decimal")))
    if isinstance(node.left, NumberNode):
        return compared(class_of(second), (ast.Is(), name("Decimal")))
    return compared(class_of(first), (ast.Is(), class_of(second)), (ast.Is(), name("Decimal")))


def comparison_of(
    emitter: Emitter, node: ComparisonNode, left: ast.expr, right: ast.expr
) -> ast.expr:  # tidy: positional - left and right of an operator
    """Compare two computed operands: numbers and literal texts directly, others by a call."""
    first, left_again = emitter.once(left)
    second, right_again = emitter.once(right)
    slow = call(
        "compare",
        name(RUN), constant(node.operator), _taken(emitter, left_again),
        _taken(emitter, right_again), _at(node),
    )  # fmt: skip
    fast = compared(left_again, (PYTHON_COMPARISONS[node.operator](), right_again))
    if isinstance(node.right, StringNode):
        return conditional(compared(class_of(first), (ast.Is(), name("str"))), fast, slow)
    return conditional(_both_numbers(node, first, second), fast, slow)


def _comparison(emitter: Emitter, node: ComparisonNode) -> ast.expr:
    left, right = _operand(emitter, node.left), _operand(emitter, node.right)
    return comparison_of(emitter, node, left, right)


def _logic(emitter: Emitter, node: LogicNode) -> ast.expr:
    """`and`: false decides at once, then two trues; everything else is asked slowly."""
    decisive = node.operator == "or"
    first, left_again = emitter.once(emit(emitter, node.left))
    second, right_again = emitter.once(emit(emitter, node.right))
    slow = call(
        "disjunction" if decisive else "conjunction",
        name(RUN), left_again, right_again, _at(node),
    )  # fmt: skip
    other = constant(not decisive)
    agree = compared(left_again, (ast.Is(), other), (ast.Is(), right_again))
    either = constant(decisive)
    return conditional(
        compared(first, (ast.Is(), either)),
        either,
        conditional(compared(second, (ast.Is(), either)), either, conditional(agree, other, slow)),
    )


def _between(emitter: Emitter, node: BetweenNode) -> ast.expr:
    parts = [emit(emitter, part) for part in (node.value, node.low, node.high)]
    return call("between", name(RUN), *parts, _at(node))


def _if(emitter: Emitter, node: IfNode) -> ast.expr:
    condition = emit(emitter, node.condition)
    if not isinstance(node.condition, (ComparisonNode, LogicNode, BooleanNode)):
        condition = call("truth", name(RUN), condition, _at(node))
    test = compared(condition, (ast.Is(), constant(True)))
    return conditional(test, emit(emitter, node.yes), emit(emitter, node.no))


def _in(emitter: Emitter, node: InNode) -> ast.expr:
    first, again = emitter.once(emit(emitter, node.value))
    tests = [_test(emitter, test, first if i == 0 else again) for i, test in enumerate(node.tests)]
    return tests[0] if len(tests) == 1 else call("any_test", tuple_of(tests))


def _test(emitter: Emitter, test: Node, value: ast.expr) -> ast.expr:
    if isinstance(test, TestNode):
        return _operator_test(emitter, test, value)
    return call("passes", name(RUN), value, emit(emitter, test), _at(test))


def _operator_test(emitter: Emitter, test: TestNode, value: ast.expr) -> ast.expr:
    as_comparison = ComparisonNode(
        operator=test.operator, left=NameNode(name=INPUT), right=test.value, at=test.at
    )
    return comparison_of(emitter, as_comparison, value, emit(emitter, test.value))


def _unary_tests(emitter: Emitter, node: UnaryTestsNode) -> ast.expr:
    if not node.tests:
        return constant(True)
    value = emitter.read(NameNode(name=INPUT))
    results: list[ast.expr] = []
    for test in node.tests:
        if isinstance(test, TestNode):
            results.append(_operator_test(emitter, test, value))
        elif isinstance(test, BooleanNode):
            results.append(call("in_test", value, emit(emitter, test)))
        else:
            judge = "condition_test" if mentions(test, INPUT) else "input_test"
            results.append(call(judge, value, emit(emitter, test)))
    return call("verdict", tuple_of(results), constant(node.negated))


def _instance(emitter: Emitter, node: InstanceNode) -> ast.expr:
    wanted = type_named(node.type_name, emitter.named_types)
    value = emit(emitter, node.value)
    if wanted is None:
        return call("unknown_type", name(RUN), value, constant(node.type_name.name), _at(node))
    return call("conforms", value, emitter.kept(wanted))


def _path(emitter: Emitter, node: PathNode) -> ast.expr:
    source = emit(emitter, node.source)
    return call("path", name(RUN), source, constant(node.name), _at(node))


def _call(emitter: Emitter, node: CallNode) -> ast.expr:
    names = tuple_of([constant(one.name) for one in node.arguments if one.name])
    arguments = ast.List([emit(emitter, one.value) for one in node.arguments], ast.Load())
    function = node.function
    if _is_builtin(function, emitter):
        return call("call_builtin", name(RUN), constant(function.name), arguments, names, _at(node))
    return call("call_value", name(RUN), emit(emitter, function), arguments, names, _at(node))


def _is_builtin(function: Node, emitter: Emitter) -> TypeGuard[NameNode]:
    return (
        isinstance(function, NameNode)
        and function.name in BUILTINS
        and not emitter.is_local(function.name)
    )


def _list(emitter: Emitter, node: ListNode) -> ast.expr:
    return ast.List([emit(emitter, item) for item in node.items], ast.Load())


def _range(emitter: Emitter, node: RangeNode) -> ast.expr:
    included = constant(node.start_included), constant(node.end_included)
    start, end = emit(emitter, node.start), emit(emitter, node.end)
    return call("span", name(RUN), start, end, *included)


def _range_test(emitter: Emitter, node: TestNode) -> ast.expr:
    bound = emit(emitter, node.value)
    return call("test_span", name(RUN), constant(node.operator), bound)


_FORMS: dict[type, Callable[..., ast.expr]] = {
    NameNode: _name,
    TemporalNode: _temporal,
    NegationNode: _negation,
    ArithmeticNode: _arithmetic,
    ComparisonNode: _comparison,
    LogicNode: _logic,
    BetweenNode: _between,
    IfNode: _if,
    InNode: _in,
    UnaryTestsNode: _unary_tests,
    InstanceNode: _instance,
    PathNode: _path,
    CallNode: _call,
    ListNode: _list,
    RangeNode: _range,
    TestNode: _range_test,
}
