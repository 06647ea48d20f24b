"""Built-in functions on lists: totals, extremes, statistics, insertion, sorting."""

# tidy: positional - arguments come in the order of the FEEL signature.

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key

from taktline.feel.arithmetic import add, number
from taktline.feel.comparison import equal, order, same
from taktline.feel.operators import call_value
from taktline.feel.run import Run
from taktline.feel.signatures import NoValueError, builtin, form
from taktline.feel.types import DAYS, MONTHS, NUMBER, conforms
from taktline.feel.values import NUMBERS, Function, Value

List = list[Value]


def _numbers(items: List) -> list[Decimal]:
    if not all(isinstance(item, Decimal) for item in items):
        raise NoValueError("all items must be numbers", "各项都须为数字")
    return [item for item in items if isinstance(item, Decimal)]


def _either(run: Callable[[List], Value]) -> Callable[..., Value]:
    """Let a function of one list also take its items one by one."""

    def single(*items: Value) -> Value:
        if items == (None,):
            raise NoValueError("the list is null", "列表为空值")
        return run(list(items))

    return single


def total(items: List) -> Value:
    """Return the sum of numbers or of durations of one kind; null for an empty list."""
    if not items:
        return None
    for kind in (NUMBER, DAYS, MONTHS):
        if all(conforms(item, kind) for item in items):
            result = items[0]
            for item in items[1:]:
                result = add(result, item)
            return result
    raise NoValueError(
        "all items must be numbers, or durations of one kind", "各项须为数字或同类时长"
    )


def average(items: List) -> Value:
    """Return the arithmetic mean; null for an empty list."""
    values = _numbers(items)
    if not values:
        return None
    result = total(list(values))
    return (
        number(NUMBERS.divide, result, Decimal(len(values)))
        if isinstance(result, Decimal)
        else None
    )


def product(items: List) -> Value:
    """Return all numbers multiplied; null for an empty list."""
    result: Decimal | None = None
    for value in _numbers(items):
        result = value if result is None else number(NUMBERS.multiply, result, value)
        if result is None:
            raise NoValueError("the result is too large", "结果过大")
    return result


def _extreme(sign: int) -> Callable[[List], Value]:
    def run(items: List) -> Value:
        best: Value = None
        for item in items:
            if order(item, item) is None:
                raise NoValueError("the items cannot be ordered", "各项无法比较大小")
            compared = sign if best is None else order(item, best)
            if compared is None:
                raise NoValueError("the items are of different types", "各项类型不同")
            best = item if compared == sign else best
        return best

    return run


def median(items: List) -> Value:
    """Return the middle number, or the mean of the two in the middle."""
    values = sorted(_numbers(items))
    if not values:
        return None
    half = len(values) // 2
    return values[half] if len(values) % 2 else average([values[half - 1], values[half]])


def deviation(items: List) -> Value:
    """Return the standard deviation of a sample (n - 1); it takes at least two numbers."""
    values = _numbers(items)
    if len(values) < 2:
        raise NoValueError("at least two numbers are needed", "至少需要两个数字")
    mean = average(items)
    if not isinstance(mean, Decimal):
        return None
    squares = Decimal(0)
    for value in values:
        gap = NUMBERS.subtract(value, mean)
        squares = NUMBERS.add(squares, NUMBERS.multiply(gap, gap))
    return number(NUMBERS.sqrt, NUMBERS.divide(squares, Decimal(len(values) - 1)))


def mode(items: List) -> Value:
    """Return the most frequent numbers, ascending."""
    counts: dict[Decimal, int] = {}
    for value in _numbers(items):
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(value for value, count in counts.items() if count == most)


def all_true(items: List) -> Value:
    """Return false if one item is false, true if all are true, else null."""
    return _judged(items, decisive=False)


def any_true(items: List) -> Value:
    """Return true if one item is true, false if all are false, else null."""
    return _judged(items, decisive=True)


def _judged(items: List, *, decisive: bool) -> Value:
    if any(item is not None and not isinstance(item, bool) for item in items):
        raise NoValueError("all items must be true or false", "各项须为真或假")
    if any(item is decisive for item in items):
        return decisive
    return None if None in items else not decisive


def sublist(items: List, start: Decimal, length: Decimal | None = None) -> Value:
    """Return a part of a list; positions count from 1, negative ones from the end."""
    position = int(start)
    if position == 0 or abs(position) > len(items):
        raise NoValueError(f"there is no item {position}", f"没有第 {position} 项")
    begin = position - 1 if position > 0 else len(items) + position
    if length is None:
        return items[begin:]
    if int(length) < 0 or begin + int(length) > len(items):
        raise NoValueError("the part ends behind the list", "长度超出列表")
    return items[begin : begin + int(length)]


def concatenate(*lists: List) -> Value:
    """Return the items of all lists in order."""
    return [item for items in lists for item in items]


def append(items: List, *more: Value) -> Value:
    """Return the list with items added at its end."""
    return [*items, *more]


def _place(items: List, position: Decimal) -> int:
    place = int(position)
    if place == 0 or abs(place) > len(items):
        raise NoValueError(f"there is no item {place}", f"没有第 {place} 项")
    return place - 1 if place > 0 else len(items) + place


def insert_before(items: List, position: Decimal, new: Value) -> Value:
    """Return the list with an item inserted before a position; one behind the last is allowed."""
    behind = int(position) == len(items) + 1
    place = len(items) if behind else _place(items, position)
    return [*items[:place], new, *items[place:]]


def remove(items: List, position: Decimal) -> Value:
    """Return the list without the item at a position."""
    place = _place(items, position)
    return items[:place] + items[place + 1 :]


def replace_at(items: List, position: Decimal, new: Value) -> Value:
    """Return the list with the item at a position replaced."""
    place = _place(items, position)
    return [*items[:place], new, *items[place + 1 :]]


def replace_where(run: Run, items: List, match: Function, new: Value) -> Value:
    """Return the list with every item replaced for which `match(item, new)` is true."""
    if len(match.parameters) != 2:
        raise NoValueError("the function must take two arguments", "函数须有两个参数")
    replaced: List = []
    for item in items:
        verdict = call_value(run, match, [item, new], (), 0)
        if not isinstance(verdict, bool):
            raise NoValueError("the function must say true or false", "函数须返回真或假")
        replaced.append(new if verdict else item)
    return replaced


def index_of(items: List, match: Value) -> Value:
    """Return the positions of the items equal to a value."""
    return [Decimal(place) for place, item in enumerate(items, 1) if same(item, match)]


def distinct(run: Run, items: List) -> Value:
    """Return the list without what already occurred."""
    kept: List = []
    for item in items:
        run.spend(1 + len(kept) // 8)
        if not any(same(item, other) for other in kept):
            kept.append(item)
    return kept


def union(run: Run, *lists: List) -> Value:
    """Return the items of all lists, each once."""
    return distinct(run, [item for items in lists for item in items])


def flatten(run: Run, items: List) -> Value:
    """Return the items of lists inside of lists as one list."""
    flat: List = []
    stack = list(reversed(items))
    while stack:
        item = stack.pop()
        run.spend(1)
        if isinstance(item, list):
            stack.extend(reversed(item))
        else:
            flat.append(item)
    return flat


def sort(run: Run, items: List, precedes: Function | None = None) -> Value:
    """Return the list sorted by `precedes(a, b)`, or ascending without it."""
    if precedes is not None and len(precedes.parameters) != 2:
        raise NoValueError("the function must take two arguments", "函数须有两个参数")

    def compared(left: Value, right: Value) -> int:
        run.spend(1)
        if precedes is None:
            sign = order(left, right)
            if sign is None:
                raise NoValueError("the items cannot be ordered", "各项无法比较大小")
            return sign
        if call_value(run, precedes, [left, right], (), 0) is True:
            return -1
        return 1 if call_value(run, precedes, [right, left], (), 0) is True else 0

    return sorted(items, key=cmp_to_key(compared))


def contains(items: List, element: Value) -> Value:
    """Tell whether a list has an item equal to a value."""
    return any(equal(item, element) is True for item in items)


_NUMBERS = ("list: list -> number", "number...: any -> number")
_TRUTHS = ("list: list -> boolean", "b...: any? -> boolean")
_PLACED = "list: list, position: number, newItem: any? -> list"

LIST_FUNCTIONS = (
    builtin("list contains", form("list: list, element: any? -> boolean", contains),
            doc=("Whether a list has an item.", "列表是否含有某项。")),
    builtin("count", form("list: list -> number", lambda items: Decimal(len(items))),
            doc=("The number of items.", "项数。")),
    builtin("min", form("list: list -> any", _extreme(-1)),
            form("c...: any -> any", _either(_extreme(-1))),
            doc=("The smallest item.", "最小值。")),
    builtin("max", form("list: list -> any", _extreme(1)),
            form("c...: any -> any", _either(_extreme(1))),
            doc=("The largest item.", "最大值。")),
    builtin("sum", form("list: list -> any", total), form("n...: any -> any", _either(total)),
            doc=("The sum.", "求和。")),
    builtin("mean", form(_NUMBERS[0], average), form(_NUMBERS[1], _either(average)),
            doc=("The arithmetic mean.", "平均值。")),
    builtin("product", form(_NUMBERS[0], product), form(_NUMBERS[1], _either(product)),
            doc=("All numbers multiplied.", "乘积。")),
    builtin("median", form(_NUMBERS[0], median), form(_NUMBERS[1], _either(median)),
            doc=("The middle number.", "中位数。")),
    builtin("stddev", form(_NUMBERS[0], deviation), form(_NUMBERS[1], _either(deviation)),
            doc=("The standard deviation of a sample.", "样本标准差。")),
    builtin("mode", form("list: list -> list<number>", mode),
            form("number...: any -> list<number>", _either(mode)),
            doc=("The most frequent numbers.", "众数。")),
    builtin("all", form(_TRUTHS[0], all_true), form(_TRUTHS[1], _either(all_true)),
            doc=("Whether all are true.", "是否全部为真。")),
    builtin("any", form(_TRUTHS[0], any_true), form(_TRUTHS[1], _either(any_true)),
            doc=("Whether one is true.", "是否有一项为真。")),
    builtin("sublist", form("list: list, start position: number, length?: number -> list", sublist),
            doc=("A part of a list.", "列表的一部分。")),
    builtin("append", form("list: list, item...: any? -> list", append),
            doc=("The list with items added.", "在末尾追加。")),
    builtin("concatenate", form("list...: list -> list", concatenate),
            doc=("Lists one behind the other.", "连接列表。")),
    builtin("insert before",
            form("list: list, position: number, newItem: any? -> list", insert_before),
            doc=("The list with an item inserted.", "在指定位置前插入。")),
    builtin("remove", form("list: list, position: number -> list", remove),
            doc=("The list without one item.", "删除指定位置的项。")),
    builtin("list replace", form(_PLACED, replace_at),
            form("list: list, match: function, newItem: any? -> list", replace_where,
                 takes_run=True),
            doc=("The list with items replaced.", "替换列表中的项。")),
    builtin("reverse", form("list: list -> list", lambda items: items[::-1]),
            doc=("The list backwards.", "倒序。")),
    builtin("index of", form("list: list, match: any? -> list<number>", index_of),
            doc=("The positions of a value.", "值所在的位置。")),
    builtin("union", form("list...: list -> list", union, takes_run=True),
            doc=("The items of all lists, each once.", "并集。")),
    builtin("distinct values", form("list: list -> list", distinct, takes_run=True),
            doc=("The list without repetitions.", "去重。")),
    builtin("flatten", form("list: list -> list", flatten, takes_run=True),
            doc=("Lists inside of lists as one list.", "展平嵌套列表。")),
    builtin("sort", form("list: list, precedes?: function -> list", sort, takes_run=True),
            doc=("The list sorted.", "排序。")),
)  # fmt: skip
