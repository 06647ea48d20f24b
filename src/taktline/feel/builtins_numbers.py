"""Built-in functions on numbers: rounding, remainders, roots."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from taktline.feel.arithmetic import number
from taktline.feel.durations import DaysDuration, MonthsDuration
from taktline.feel.signatures import NoValueError, builtin, form
from taktline.feel.values import NUMBERS, Value

SCALE_MIN, SCALE_MAX = -6111, 6176  # DMN 1.5, table 78: exponents a decimal128 may have.
_WIDE = Context(prec=7_000)  # Rounding must not itself be rounded to 34 digits.


def rounded(value: Decimal, scale: Decimal, *, mode: str) -> Decimal:
    """Round to a number of digits behind the point.

    Args:
        value: any number.
        scale: digits behind the point, negative before it; -6111 to 6176.
        mode: one of the rounding modes of the decimal module.
    """
    digits = int(scale)
    if not SCALE_MIN <= digits <= SCALE_MAX:
        raise NoValueError(
            f"scale {digits} is outside of {SCALE_MIN}..{SCALE_MAX}",
            f"小数位数 {digits} 超出 {SCALE_MIN}..{SCALE_MAX}",
        )
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -digits:
        return value
    return value.quantize(Decimal(1).scaleb(-digits, _WIDE), rounding=mode, context=_WIDE)


def _rounding(mode: str) -> Callable[..., Value]:
    def run(value: Decimal, scale: Decimal = Decimal(0)) -> Value:
        return rounded(value, scale, mode=mode)

    return run


def absolute(value: Value) -> Value:
    """Return the size of a number or duration without its sign."""
    match value:
        case Decimal():
            return value.copy_abs()
        case DaysDuration():
            return DaysDuration(abs(value.nanoseconds))
        case MonthsDuration():
            return MonthsDuration(abs(value.months))
        case _:
            return None


def modulo(dividend: Decimal, divisor: Decimal) -> Value:
    """Return dividend - divisor * floor(dividend / divisor); the sign follows the divisor."""
    if not divisor:
        raise NoValueError("the divisor is zero", "除数为零")
    rest = dividend.copy_abs() % divisor.copy_abs()
    if not rest:
        return Decimal(0)
    if (dividend < 0) != (divisor < 0):
        rest = NUMBERS.subtract(divisor.copy_abs(), rest)
    return rest.copy_sign(divisor)


def square_root(value: Decimal) -> Value:
    """Return the square root."""
    return _defined(NUMBERS.sqrt, value, smallest=Decimal(0))


def logarithm(value: Decimal) -> Value:
    """Return the natural logarithm."""
    if value <= 0:
        raise NoValueError("only numbers above zero have a logarithm", "只有正数才有对数")
    return number(NUMBERS.ln, value)


def exponential(value: Decimal) -> Value:
    """Return e to the power of a number."""
    result = number(NUMBERS.exp, value)
    if result is None:
        raise NoValueError("the result is too large", "结果过大")
    return result


def _defined(compute: Callable[..., Decimal], value: Decimal, *, smallest: Decimal) -> Value:
    if value < smallest:
        raise NoValueError("only numbers from zero have a root", "负数没有平方根")
    return number(compute, value)


def is_odd(value: Decimal) -> Value:
    """Tell whether a whole number is odd."""
    return value.copy_abs() % 2 == 1


def is_even(value: Decimal) -> Value:
    """Tell whether a whole number is even."""
    return value % 2 == 0


_ONE_OR_TWO = "n: number, scale?: number -> number"
_TWO = "n: number, scale: number -> number"

NUMBER_FUNCTIONS = (
    builtin("decimal", form(_TWO, _rounding(ROUND_HALF_EVEN)),
            doc=("Rounds half to even.", "四舍六入五成双,保留指定小数位。")),
    builtin("floor", form(_ONE_OR_TWO, _rounding(ROUND_FLOOR)),
            doc=("Rounds down to the next smaller number.", "向下取整。")),
    builtin("ceiling", form(_ONE_OR_TWO, _rounding(ROUND_CEILING)),
            doc=("Rounds up to the next larger number.", "向上取整。")),
    builtin("round up", form(_TWO, _rounding(ROUND_UP)),
            doc=("Rounds away from zero.", "远离零方向舍入。")),
    builtin("round down", form(_TWO, _rounding(ROUND_DOWN)),
            doc=("Rounds towards zero.", "向零方向舍入。")),
    builtin("round half up", form(_TWO, _rounding(ROUND_HALF_UP)),
            doc=("Rounds to the nearest; a half away from zero.", "四舍五入。")),
    builtin("round half down", form(_TWO, _rounding(ROUND_HALF_DOWN)),
            doc=("Rounds to the nearest; a half towards zero.", "五舍六入。")),
    builtin("abs", form("n: number -> number", absolute),
            form("n: days and time duration -> days and time duration", absolute),
            form("n: years and months duration -> years and months duration", absolute),
            doc=("The size without the sign.", "绝对值。")),
    builtin("modulo", form("dividend: number, divisor: number -> number", modulo),
            doc=("The remainder; its sign follows the divisor.", "取余数,符号同除数。")),
    builtin("sqrt", form("number: number -> number", square_root),
            doc=("The square root.", "平方根。")),
    builtin("log", form("number: number -> number", logarithm),
            doc=("The natural logarithm.", "自然对数。")),
    builtin("exp", form("number: number -> number", exponential),
            doc=("e to the power of the number.", "e 的幂。")),
    builtin("odd", form("number: number -> boolean", is_odd),
            doc=("Whether a number is odd.", "是否为奇数。")),
    builtin("even", form("number: number -> boolean", is_even),
            doc=("Whether a number is even.", "是否为偶数。")),
)  # fmt: skip
