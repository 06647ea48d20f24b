"""Translates the part of FEEL the database can answer into a typed SQL tree."""

from collections.abc import Callable, Mapping
from typing import Literal as Choice

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.feel import sql_tree as sql
from taktline.feel.check import check
from taktline.feel.constants import constant_of
from taktline.feel.diagnostics import Diagnostic, note
from taktline.feel.sql_calls import called
from taktline.feel.temporal import DateTime
from taktline.feel.tree import (
    ArithmeticNode,
    BetweenNode,
    CallNode,
    ComparisonNode,
    ComparisonOperator,
    IfNode,
    InNode,
    LogicNode,
    NameNode,
    NegationNode,
    Node,
    PathNode,
    QuantifiedNode,
    RangeNode,
    TestNode,
)
from taktline.feel.types import (
    DATE,
    DATE_TIME,
    DAYS,
    MONTHS,
    NUMBER,
    STRING,
    ContextType,
    ListType,
    Type,
    type_text,
)
from taktline.feel.values import Range, Value

Mode = Choice["true", "value"]
_ADDABLE = (NUMBER, DAYS)


class NotTranslatable(Problem):
    """A formula uses something the database cannot answer with the same meaning."""

    title = Text(
        en="Position {at_character}: {construct} cannot be asked of the database.",
        zh="位置 {at_character}:{construct} 无法转换为数据库查询。",
    )
    status = 422

    def __init__(self, construct: str, at: int) -> None:
        super().__init__(construct=construct, at_character=at)
        self.diagnostic: Diagnostic = note("not-translatable", at, construct=construct)


def to_sql(
    node: Node,
    types: Mapping[str, Type],
    *,
    mode: Mode = "true",
    required: frozenset[str] = frozenset(),
) -> sql.SqlTree:
    """Translate a formula.

    Args:
        node: an expression whose names are fields; fields of links are reached by a path.
        types: the fields' types; a link is a context of the linked entity's fields.
        mode: "true" for filters, scopes and joins, where only true counts and `x = literal` is a
            plain `=` so that indexes serve; "value" when null and false must differ.
        required: names of fields that are never null.

    Raises:
        NotTranslatable: division, `**`, lists, contexts, loops, functions outside of the table,
            local times beside instants, or anything the static check objects to.
    """
    checked = check(node, types)
    if checked.diagnostics:
        first = checked.diagnostics[0]
        raise NotTranslatable(first.message.en, first.at)
    return Translation(types, required).tree(node, exact=mode == "value")


class Translation:
    """One formula being translated; `exact` asks for the three-valued form of a part."""

    def __init__(self, types: Mapping[str, Type], required: frozenset[str]) -> None:
        self.types = types
        self.required = required

    def tree(self, node: Node, *, exact: bool) -> sql.SqlTree:
        """Translate one node."""
        literal = constant_of(node)
        if literal is not None:
            return self.literal(literal[0], node)
        rule = _RULES.get(type(node))
        if rule is None:
            raise NotTranslatable(type(node).__name__.removesuffix("Node").lower(), node.at)
        return rule(self, node, exact)

    def value(self, node: Node) -> sql.SqlTree:
        """Translate an operand: its null matters."""
        return self.tree(node, exact=True)

    def literal(self, value: Value, node: Node) -> sql.Literal:
        """Translate a literal; lists, ranges and local times have no SQL value."""
        if isinstance(value, (list, Range)):
            raise NotTranslatable("a list or range as a value", node.at)
        if isinstance(value, DateTime) and value.time.is_local:
            raise NotTranslatable("a date and time without zone", node.at)
        return sql.Literal(value=value, type=self.type_of(node))

    def type_of(self, node: Node) -> Type:
        """Return the type the static check gives a node."""
        return check(node, self.types).result


def _column(walk: Translation, node: NameNode, exact: bool) -> sql.SqlTree:
    found = walk.types.get(node.name)
    if found is None or isinstance(found, (ContextType, ListType)):
        raise NotTranslatable(node.name, node.at)
    return sql.Column(path=(node.name,), type=found, nullable=node.name not in walk.required)


_PARTS: dict[str, sql.SqlFunction] = {
    "year": "year", "month": "month", "day": "day", "weekday": "weekday",
}  # fmt: skip


def _path(walk: Translation, node: PathNode, exact: bool) -> sql.SqlTree:
    names = [node.name]
    source = node.source
    while isinstance(source, PathNode):
        names.insert(0, source.name)
        source = source.source
    found = walk.type_of(node.source)
    if isinstance(source, NameNode) and isinstance(found, ContextType):
        last = found.fields.get(node.name)
        if last is None or isinstance(last, (ContextType, ListType)):
            raise NotTranslatable(node.name, node.at)
        return sql.Column(path=(source.name, *names), type=last)
    if found == DATE and node.name in _PARTS:
        return sql.Function(
            name=_PARTS[node.name], arguments=(walk.value(node.source),), type=NUMBER
        )
    raise NotTranslatable("." + node.name, node.at)


def _never_null(tree: sql.SqlTree) -> bool:
    match tree:
        case sql.Literal(value=value):
            return value is not None
        case sql.Column(nullable=nullable):
            return not nullable
        case sql.Moment() | sql.Same() | sql.IsNull() | sql.CountOfLines():
            return True
        case _:
            return False


def compared(
    operator: ComparisonOperator, left: sql.SqlTree, right: sql.SqlTree, *, exact: bool
) -> sql.SqlTree:  # tidy: positional - left and right of an operator
    """Compare two operands as FEEL does: `=` is never null, null equals only null."""
    if operator not in ("=", "!="):
        return sql.Compare(operator=operator, left=left, right=right)
    negated = operator == "!="
    for one, other in ((left, right), (right, left)):
        if isinstance(one, sql.Literal) and one.value is None:
            return sql.IsNull(value=other, negated=negated)
    both = _never_null(left) and _never_null(right)
    one_known = _never_null(left) or _never_null(right)
    if both or (one_known and not exact and not negated):
        return sql.Compare(operator=operator, left=left, right=right)
    return sql.Same(left=left, right=right, negated=negated)


def _comparison(walk: Translation, node: ComparisonNode, exact: bool) -> sql.SqlTree:
    return compared(node.operator, walk.value(node.left), walk.value(node.right), exact=exact)


def _logic(walk: Translation, node: LogicNode, exact: bool) -> sql.SqlTree:
    """And and or keep "only true counts" for their parts; flattened for the reader of the SQL."""
    kind = sql.And if node.operator == "and" else sql.Or
    items: list[sql.SqlTree] = []
    for side in (node.left, node.right):
        part = walk.tree(side, exact=exact)
        items += part.items if isinstance(part, kind) else (part,)
    return kind(items=tuple(items))


def _between(walk: Translation, node: BetweenNode, exact: bool) -> sql.SqlTree:
    value = walk.value(node.value)
    low, high = walk.value(node.low), walk.value(node.high)
    above = sql.Compare(operator=">=", left=value, right=low)
    below = sql.Compare(operator="<=", left=value, right=high)
    return sql.And(items=(above, below))


def _in(walk: Translation, node: InNode, exact: bool) -> sql.SqlTree:
    value = walk.value(node.value)
    if len(node.tests) > 1 and all(map(_is_scalar, node.tests)):
        literals = [walk.literal(_scalar(test), test) for test in node.tests]
        values = tuple(literal.value for literal in literals)
        return sql.InList(value=value, values=values, type=literals[0].type, exact=exact)
    tests = tuple(_test(walk, value, test=test, exact=exact) for test in node.tests)
    return tests[0] if len(tests) == 1 else sql.Or(items=tests)


def _scalar(test: Node) -> Value:
    found = constant_of(test)
    return None if found is None or isinstance(found[0], (list, Range)) else found[0]


def _is_scalar(test: Node) -> bool:
    return _scalar(test) is not None


def _test(walk: Translation, value: sql.SqlTree, *, test: Node, exact: bool) -> sql.SqlTree:
    if isinstance(test, TestNode):
        return compared(test.operator, value, walk.value(test.value), exact=exact)
    constant = constant_of(test)
    if constant is not None and isinstance(constant[0], list):
        return _in_list(walk, value, test=test, items=constant[0], exact=exact)
    if isinstance(test, RangeNode):
        return _in_range(walk, value, test=test)
    if constant is not None and constant[0] is None:
        raise NotTranslatable("in null", test.at)
    if isinstance(walk.type_of(test), ListType):
        raise NotTranslatable("a list", test.at)
    return compared("=", value, walk.value(test), exact=exact)


def _in_list(
    walk: Translation, value: sql.SqlTree, *, test: Node, items: list[Value], exact: bool
) -> sql.SqlTree:
    kind = walk.type_of(test)
    known = tuple(item for item in items if item is not None)
    if not isinstance(kind, ListType) or any(isinstance(item, (list, Range)) for item in known):
        raise NotTranslatable("a list of lists or ranges", test.at)
    for item in known:
        if isinstance(item, DateTime) and item.time.is_local:
            raise NotTranslatable("a date and time without zone", test.at)
    found = sql.InList(value=value, values=known, type=kind.item, exact=exact)
    if len(known) == len(items):
        return found
    return sql.Or(items=(found, sql.IsNull(value=value)))


def _in_range(walk: Translation, value: sql.SqlTree, *, test: RangeNode) -> sql.SqlTree:
    """A range holds what lies between its ends, also when it is written backwards."""
    start, end = walk.value(test.start), walk.value(test.end)
    forwards = _inside(value, start, end, included=(test.start_included, test.end_included))
    if isinstance(start, sql.Literal) and isinstance(end, sql.Literal):
        from taktline.feel.comparison import order

        if order(start.value, end.value) != 1:
            return forwards
        return _inside(value, end, start, included=(test.end_included, test.start_included))
    backwards = _inside(value, end, start, included=(test.end_included, test.start_included))
    return sql.Or(items=(forwards, backwards))


def _inside(
    value: sql.SqlTree, low: sql.SqlTree, high: sql.SqlTree, *, included: tuple[bool, bool]
) -> sql.SqlTree:  # tidy: positional - low before high
    above = sql.Compare(operator=">=" if included[0] else ">", left=value, right=low)
    below = sql.Compare(operator="<=" if included[1] else "<", left=value, right=high)
    return sql.And(items=(above, below))


def _if(walk: Translation, node: IfNode, exact: bool) -> sql.SqlTree:
    return sql.Case(
        condition=walk.tree(node.condition, exact=False),
        yes=walk.tree(node.yes, exact=exact),
        no=walk.tree(node.no, exact=exact),
        type=walk.type_of(node),
    )


def _arithmetic(walk: Translation, node: ArithmeticNode, exact: bool) -> sql.SqlTree:
    operator = node.operator
    if operator == "/" or operator == "**":
        raise NotTranslatable(operator, node.at)
    left, right = walk.value(node.left), walk.value(node.right)
    types = walk.type_of(node.left), walk.type_of(node.right)
    result = walk.type_of(node)
    if types == (STRING, STRING):
        return sql.Function(name="concat", arguments=(left, right), type=STRING)
    allowed = operator != "*" or types == (NUMBER, NUMBER)
    instants = DATE_TIME in types and MONTHS in types
    mixed = DATE in types and DATE_TIME in types
    if not allowed or instants or mixed or result not in (*_ADDABLE, DATE, DATE_TIME):
        raise NotTranslatable(f"{type_text(types[0])} {operator} {type_text(types[1])}", node.at)
    return sql.Arithmetic(operator=operator, left=left, right=right, type=result)


def _negation(walk: Translation, node: NegationNode, exact: bool) -> sql.SqlTree:
    return sql.Negative(value=walk.value(node.value), type=walk.type_of(node))


def _quantified(walk: Translation, node: QuantifiedNode, exact: bool) -> sql.SqlTree:
    """`some line in lines satisfies ...`: over the lines of a field, one loop at a time."""
    loop = node.iterations[0]
    lines = walk.types.get(loop.source.name) if isinstance(loop.source, NameNode) else None
    one = len(node.iterations) == 1 and loop.end is None
    if not one or not isinstance(lines, ListType) or not isinstance(lines.item, ContextType):
        raise NotTranslatable(f"{node.quantifier} over anything but the lines of a field", node.at)
    assert isinstance(loop.source, NameNode)
    inner = Translation({**walk.types, loop.name: lines.item}, walk.required - {loop.name})
    every = node.quantifier == "every"
    return sql.SomeLine(
        path=(loop.source.name,),
        name=loop.name,
        condition=inner.tree(node.condition, exact=exact or every),
        every=every,
        exact=exact,
    )


def _list_call(walk: Translation, name: str, node: CallNode, *, exact: bool) -> sql.SqlTree | None:
    """Translate `list contains` and `count` of a field; None for any other call."""
    first = node.arguments[0].value if node.arguments else None
    if name not in ("list contains", "count") or not isinstance(first, NameNode):
        return None
    found = walk.types.get(first.name)
    if not isinstance(found, ListType):
        return None
    if name == "count" and isinstance(found.item, ContextType):
        return sql.CountOfLines(path=(first.name,), type=NUMBER)
    if name == "list contains" and found.item == STRING:
        items = sql.Column(path=(first.name,), type=found)
        word = walk.value(node.arguments[1].value)
        return sql.HasItem(items=items, value=word, exact=exact or not _never_null(word))
    return None


def _call(walk: Translation, node: CallNode, exact: bool) -> sql.SqlTree:
    function = node.function
    if not isinstance(function, NameNode) or any(one.name for one in node.arguments):
        raise NotTranslatable("a call with named arguments", node.at)
    of_list = _list_call(walk, function.name, node, exact=exact)
    if of_list is not None:
        return of_list
    if function.name == "not":
        return sql.Not(value=walk.tree(node.arguments[0].value, exact=True))
    found = called(
        function.name,
        [walk.value(one.value) for one in node.arguments],
        types=[walk.type_of(one.value) for one in node.arguments],
        result=walk.type_of(node),
    )
    if found is None:
        raise NotTranslatable(function.name, node.at)
    return found


_RULES: dict[type, Callable[..., sql.SqlTree]] = {
    NameNode: _column,
    PathNode: _path,
    ComparisonNode: _comparison,
    LogicNode: _logic,
    BetweenNode: _between,
    InNode: _in,
    IfNode: _if,
    ArithmeticNode: _arithmetic,
    NegationNode: _negation,
    CallNode: _call,
    QuantifiedNode: _quantified,
}
__all__ = ["NotTranslatable", "Translation", "to_sql"]
