"""Writes a syntax tree back as text, with the brackets it needs and no others."""

from collections.abc import Callable, Mapping

from taktline.feel.tree import (
    Argument,
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
    Parameter,
    PathNode,
    QuantifiedNode,
    RangeNode,
    StringNode,
    TemporalNode,
    TestNode,
    TypeName,
    UnaryTestsNode,
)
from taktline.feel.values import key_text, quoted

Labels = Mapping[str, str]

OPEN, OR, AND, COMPARISON, SUM, PRODUCT, POWER, SIGN, TYPED, POSTFIX, PRIMARY = range(11)
_STRENGTH: dict[str, int] = {
    "or": OR, "and": AND, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER,
}  # fmt: skip


def to_text(node: Node, labels: Labels | None = None) -> str:
    """Return the expression as text.

    Args:
        node: any expression or unary tests.
        labels: what to show for a variable's name, such as its label; names stay without it.

    Returns:
        A text that, read with the same names, gives an equal tree (positions aside).
    """
    return _Printer(labels or {}).text(node, OPEN)


class _Printer:
    def __init__(self, labels: Labels) -> None:
        self.labels = labels

    def text(self, node: Node, weakest: int) -> str:
        """Write a node; in brackets when it binds weaker than its surroundings need."""
        write, strength = _FORMS[type(node)]
        own = strength(node) if callable(strength) else strength
        shown = write(self, node)
        return f"({shown})" if own < weakest else shown

    def listed(self, nodes: tuple[Node, ...]) -> str:
        """Write nodes separated by commas; tests without brackets."""
        return ", ".join(self.test(node) for node in nodes)

    def test(self, node: Node) -> str:
        """Write a node where a test may stand bare."""
        if isinstance(node, TestNode):
            return f"{node.operator} {self.text(node.value, SUM)}"
        return self.text(node, OPEN)


def _number(_: _Printer, node: NumberNode) -> str:
    return format(node.value, "f")


def _number_strength(node: Node) -> int:
    return SIGN if isinstance(node, NumberNode) and node.value.is_signed() else PRIMARY


def _name(out: _Printer, node: NameNode) -> str:
    return out.labels.get(node.name, node.name)


def _arithmetic(out: _Printer, node: ArithmeticNode | LogicNode) -> str:
    own = _STRENGTH[node.operator]
    left, right = out.text(node.left, own), out.text(node.right, own + 1)
    return f"{left} {node.operator} {right}"


def _arithmetic_strength(node: Node) -> int:
    return _STRENGTH[node.operator] if isinstance(node, (ArithmeticNode, LogicNode)) else OPEN


def _comparison(out: _Printer, node: ComparisonNode) -> str:
    return f"{out.text(node.left, COMPARISON)} {node.operator} {out.text(node.right, SUM)}"


def _between(out: _Printer, node: BetweenNode) -> str:
    value = out.text(node.value, COMPARISON)
    return f"{value} between {out.text(node.low, SUM)} and {out.text(node.high, SUM)}"


def _in(out: _Printer, node: InNode) -> str:
    value = out.text(node.value, COMPARISON)
    if len(node.tests) == 1 and not isinstance(node.tests[0], TestNode):
        return f"{value} in {out.text(node.tests[0], SUM)}"
    if len(node.tests) == 1:
        return f"{value} in {out.test(node.tests[0])}"
    return f"{value} in ({out.listed(node.tests)})"


def _instance(out: _Printer, node: InstanceNode) -> str:
    return f"{out.text(node.value, TYPED)} instance of {_type(node.type_name)}"


def _type(shown: TypeName) -> str:
    inner = [_type(argument) for argument in shown.arguments]
    if shown.name == "function" and shown.result is not None:
        return f"function<{', '.join(inner)}>->{_type(shown.result)}"
    if shown.fields:
        inner = [f"{name}: {part}" for name, part in zip(shown.fields, inner, strict=True)]
    return shown.name + (f"<{', '.join(inner)}>" if inner else "")


def _iterations(out: _Printer, iterations: tuple[Iteration, ...]) -> str:
    parts = []
    for one in iterations:
        end = "" if one.end is None else f"..{out.text(one.end, OPEN)}"
        parts.append(f"{one.name} in {out.text(one.source, OPEN)}{end}")
    return ", ".join(parts)


def _for(out: _Printer, node: ForNode) -> str:
    return f"for {_iterations(out, node.iterations)} return {out.text(node.body, OPEN)}"


def _quantified(out: _Printer, node: QuantifiedNode) -> str:
    condition = out.text(node.condition, OPEN)
    return f"{node.quantifier} {_iterations(out, node.iterations)} satisfies {condition}"


def _if(out: _Printer, node: IfNode) -> str:
    parts = (out.text(part, OPEN) for part in (node.condition, node.yes, node.no))
    return "if {} then {} else {}".format(*parts)


def _argument(out: _Printer, argument: Argument) -> str:
    shown = out.test(argument.value)
    return f"{argument.name}: {shown}" if argument.name else shown


def _call(out: _Printer, node: CallNode) -> str:
    arguments = ", ".join(_argument(out, argument) for argument in node.arguments)
    return f"{out.text(node.function, POSTFIX)}({arguments})"


def _context(out: _Printer, node: ContextNode) -> str:
    entries = (f"{key_text(one.key)}: {out.text(one.value, OPEN)}" for one in node.entries)
    return "{" + ", ".join(entries) + "}"


def _range(out: _Printer, node: RangeNode) -> str:
    opening = "[" if node.start_included else "("
    closing = "]" if node.end_included else ")"
    return f"{opening}{out.text(node.start, OPEN)}..{out.text(node.end, SUM)}{closing}"


def _function(out: _Printer, node: FunctionNode) -> str:
    parameters = ", ".join(_parameter(one) for one in node.parameters)
    external = "external " if node.external else ""
    return f"function({parameters}) {external}{out.text(node.body, OPEN)}"


def _parameter(parameter: Parameter) -> str:
    written = parameter.type_name
    return parameter.name + (f": {_type(written)}" if written else "")


def _unary_tests(out: _Printer, node: UnaryTestsNode) -> str:
    tests = out.listed(node.tests) or "-"
    return f"not({tests})" if node.negated else tests


Write = Callable[..., str]
Strength = int | Callable[[Node], int]

_FORMS: dict[type, tuple[Write, Strength]] = {
    NullNode: (lambda out, node: "null", PRIMARY),
    BooleanNode: (lambda out, node: "true" if node.value else "false", PRIMARY),
    NumberNode: (_number, _number_strength),
    StringNode: (lambda out, node: quoted(node.value), PRIMARY),
    TemporalNode: (lambda out, node: "@" + quoted(node.text), PRIMARY),
    NameNode: (_name, PRIMARY),
    NegationNode: (lambda out, node: "-" + out.text(node.value, SIGN), SIGN),
    ArithmeticNode: (_arithmetic, _arithmetic_strength),
    LogicNode: (_arithmetic, _arithmetic_strength),
    ComparisonNode: (_comparison, COMPARISON),
    BetweenNode: (_between, COMPARISON),
    InNode: (_in, COMPARISON),
    InstanceNode: (_instance, TYPED),
    IfNode: (_if, OPEN),
    ForNode: (_for, OPEN),
    QuantifiedNode: (_quantified, OPEN),
    FilterNode: (
        lambda out, node: f"{out.text(node.source, POSTFIX)}[{out.text(node.condition, OPEN)}]",
        POSTFIX,
    ),
    PathNode: (lambda out, node: f"{out.text(node.source, POSTFIX)}.{node.name}", POSTFIX),
    CallNode: (_call, POSTFIX),
    ListNode: (lambda out, node: f"[{out.listed(node.items)}]", PRIMARY),
    ContextNode: (_context, PRIMARY),
    RangeNode: (_range, PRIMARY),
    TestNode: (lambda out, node: f"({out.test(node)})", PRIMARY),
    FunctionNode: (_function, OPEN),
    UnaryTestsNode: (_unary_tests, OPEN),
}
