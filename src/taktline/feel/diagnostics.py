"""Why a formula has no value: refusals while reading it, and notes while evaluating it."""

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text

TEXT_CHARACTERS_MAX = 20_000  # A formula is a line; a generated decision table stays far below.
DEPTH_MAX = 50  # Brackets inside brackets, and calls inside calls: what a person can follow.
STEPS_MAX = 100_000  # Work of one evaluation; 10 ms of it on one core.
TIME_S_MAX = 0.010  # Processor time of one evaluation.
PATTERN_INPUT_CHARACTERS_MAX = 20_000  # Text a regular expression is run against.
RESULT_CHARACTERS_MAX = 1_000_000  # Text one function may build.


class ParseError(Problem):
    """The text is not an expression; `position` counts characters from 0."""

    title = Text(
        en="Position {position}: expected {expected}, found {found}.",
        zh="位置 {position}:此处应为 {expected},却是 {found}。",
    )
    status = 400

    def __init__(self, *, position: int, expected: tuple[str, ...], found: str) -> None:
        super().__init__(position=position, expected=" / ".join(expected), found=found)
        self.position = position
        self.expected = expected


class LimitReached(Problem):
    """An expression is larger, deeper or slower than the limits allow."""

    title = Text(
        en="The expression exceeds the limit of {limit} {what}.",
        zh="表达式超过上限:{what} {limit}。",
    )
    status = 400

    def __init__(self, *, what: Text, limit: object) -> None:
        super().__init__(what=what, limit=limit)
        self.what = what
        self.limit = limit


CHARACTERS = Text(en="characters", zh="字符数")
LEVELS = Text(en="levels", zh="嵌套层数")
STEPS = Text(en="steps", zh="步数")
SECONDS = Text(en="seconds", zh="秒")


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True):
    """One note on an expression: what is wrong, in both languages, and where."""

    code: str
    message: Text
    at: int = 0


MESSAGES: dict[str, Text] = {
    "unknown-name": Text(en="Nothing is called {name}.", zh="没有名为 {name} 的变量。"),
    "unknown-function": Text(en="There is no function {name}.", zh="没有名为 {name} 的函数。"),
    "unknown-type": Text(en="There is no type {name}.", zh="没有名为 {name} 的类型。"),
    "unknown-field": Text(en="{type} has no field {name}.", zh="{type} 没有字段 {name}。"),
    "not-a-function": Text(en="A {type} cannot be called.", zh="{type} 不能作为函数调用。"),
    "wrong-arguments": Text(
        en="{name} does not take these arguments; it takes {expected}.",
        zh="{name} 的参数不符;应为 {expected}。",
    ),
    "wrong-operands": Text(
        en="{left} {operator} {right} has no meaning.", zh="{left} {operator} {right} 无意义。"
    ),
    "null-operand": Text(
        en="{operator} has an operand without a value.", zh="{operator} 的一个操作数没有值。"
    ),
    "not-comparable": Text(
        en="{left} and {right} cannot be compared.", zh="{left} 与 {right} 不能比较。"
    ),
    "not-boolean": Text(en="{type} is neither true nor false.", zh="{type} 不是真或假。"),
    "division-by-zero": Text(en="Division by zero.", zh="除数为零。"),
    "out-of-range": Text(
        en="The result is outside of what {name} can hold.", zh="结果超出 {name} 的范围。"
    ),
    "invalid-literal": Text(en="{text} is not a {type}.", zh="{text} 不是有效的 {type}。"),
    "invalid-argument": Text(en="{name}: {reason}", zh="{name}:{reason}"),
    "index-out-of-range": Text(
        en="The list has {count} items; there is no item {index}.",
        zh="列表有 {count} 项,没有第 {index} 项。",
    ),
    "not-iterable": Text(en="{type} cannot be iterated.", zh="{type} 不能遍历。"),
    "not-a-filter": Text(
        en="A filter must be a condition or a position, not {type}.",
        zh="筛选须为条件或位置,而非 {type}。",
    ),
    "duplicate-key": Text(en="The key {name} occurs twice.", zh="键 {name} 重复。"),
    "external-function": Text(
        en="Functions outside of FEEL are not run.", zh="不执行 FEEL 之外的函数。"
    ),
    "no-instant": Text(en="The time of evaluation was not given.", zh="未给出求值时刻。"),
    "limit-reached": Text(
        en="The evaluation was stopped at {limit} {what}.",
        zh="求值在达到上限时停止:{what} {limit}。",
    ),
    "not-translatable": Text(
        en="{construct} cannot be asked of the database.", zh="{construct} 无法转换为数据库查询。"
    ),
    "type-mismatch": Text(
        en="{expected} is needed here, not {found}.", zh="此处需要 {expected},而非 {found}。"
    ),
}


def note(code: str, at: int, **args: object) -> Diagnostic:
    """Return a diagnostic with its sentence filled in, in both languages."""
    template = MESSAGES[code]
    texts = {
        name: value if isinstance(value, Text) else Text(en=str(value), zh=str(value))
        for name, value in args.items()
    }
    english = template.say("en", **{name: value.en for name, value in texts.items()})
    chinese = template.say("zh", **{name: value.zh for name, value in texts.items()})
    return Diagnostic(code=code, message=Text(en=english, zh=chinese), at=at)
