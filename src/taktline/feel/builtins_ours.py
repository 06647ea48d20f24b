"""Functions DMN does not have and factories ask for: blanks, formats, working with days, money."""

# tidy: positional - arguments come in the order of the FEEL signature.

from decimal import ROUND_HALF_UP, Decimal

from taktline.feel.builtins_numbers import rounded
from taktline.feel.durations import DAY_NS
from taktline.feel.signatures import NoValueError, builtin, form
from taktline.feel.temporal import Date, DateTime, Time, date_of_day, day_number, moved
from taktline.feel.values import Value, plain_number

DIGITS_ZH = "零壹贰叁肆伍陆柒捌玖"
PLACES_ZH = ("", "拾", "佰", "仟")
GROUPS_ZH = ("", "万", "亿", "万亿")
RMB_MAX = Decimal(10) ** 16  # Beyond 9,999 万亿 nobody writes an amount in words.
DECIMALS_MAX = 30  # Digits a number format may ask for.

_CLOCK_PARTS = (
    ("yyyy", "year", 4), ("MM", "month", 2), ("dd", "day", 2),
    ("HH", "hour", 2), ("mm", "minute", 2), ("ss", "second", 2),
)  # fmt: skip


def is_blank(value: Value) -> Value:
    """Tell whether a field is empty: null, a text of blanks, a list or context without items."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value in ([], {})


def coalesce(*values: Value) -> Value:
    """Return the first value that is not null."""
    return next((value for value in values if value is not None), None)


def add_days(day: Date | DateTime, days: Decimal) -> Value:
    """Return the day that many days later, or earlier for a negative number."""
    if isinstance(day, DateTime):
        return moved(day, int(days) * DAY_NS)
    return date_of_day(day_number(day) + int(days))


def days_between(start: Date | DateTime, end: Date | DateTime) -> Value:
    """Return how many midnights lie between two days; negative when the end is earlier."""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    return Decimal(day_number(last) - day_number(first))


def format_number(value: Decimal, pattern: str) -> Value:
    """Write a number by a pattern such as `#,##0.00`, `0.##` or `0.0%`."""
    percent = pattern.endswith("%")
    whole, _, part = pattern.removesuffix("%").partition(".")
    if not set(whole) <= set("#,0") or not set(part) <= set("#0") or len(part) > DECIMALS_MAX:
        raise NoValueError(f"{pattern!r} is not a number format", f"{pattern!r} 不是数字格式")
    amount = value.scaleb(2) if percent else value
    amount = rounded(amount, Decimal(len(part)), mode=ROUND_HALF_UP)
    digits, _, fraction = plain_number(amount.copy_abs()).partition(".")
    digits = digits.zfill(whole.count("0")) if digits != "0" or "0" in whole else ""
    if "," in whole:
        digits = _grouped(digits)
    fraction = fraction.ljust(part.count("0"), "0")
    sign = "-" if amount < 0 else ""
    return sign + digits + (f".{fraction}" if fraction else "") + ("%" if percent else "")


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    parts = [digits[:head]] if head else []
    parts += [digits[i : i + 3] for i in range(head, len(digits), 3)]
    return ",".join(parts)


def format_time(value: Date | Time | DateTime, pattern: str) -> Value:
    """Write a date or time by a pattern such as `yyyy-MM-dd HH:mm:ss`."""
    text = pattern
    for mark, name, width in _CLOCK_PARTS:
        number = _clock_part(value, name)
        if mark in text and number is None:
            raise NoValueError(f"the value has no {name}", f"该值没有 {name}")
        text = text.replace(mark, f"{number or 0:0{width}d}")
    return text


def _clock_part(value: Date | Time | DateTime, name: str) -> int | None:
    holder: object = value
    if isinstance(value, DateTime):
        holder = value.date if name in ("year", "month", "day") else value.time
    part = getattr(holder, name, None)
    return part if isinstance(part, int) else None


def rmb(amount: Decimal) -> Value:
    """Write an amount of yuan in capital Chinese numerals, as invoices and cheques do.

    Rounded half up to fen. Source: 支付结算办法 (People's Bank of China, 1997), annex 1.
    """
    fen_total = int(rounded(amount.copy_abs(), Decimal(2), mode=ROUND_HALF_UP) * 100)
    if fen_total >= RMB_MAX * 100:
        raise NoValueError("the amount is too large", "金额过大")
    yuan, rest = divmod(fen_total, 100)
    jiao, fen = divmod(rest, 10)
    text = _yuan_text(yuan) + "元" if yuan else ""
    text += _jiao_text(jiao, fen, yuan=bool(yuan)) if rest else ("整" if yuan else "零元整")
    return ("负" if amount < 0 and fen_total else "") + text


def _jiao_text(jiao: int, fen: int, *, yuan: bool) -> str:
    text = DIGITS_ZH[jiao] + "角" if jiao else ("零" if yuan else "")
    return text + (DIGITS_ZH[fen] + "分" if fen else "整")


def _yuan_text(number: int) -> str:
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text = ""
    for level in range(len(groups) - 1, -1, -1):
        group = groups[level]
        if group:
            gap = text and group < 1_000 and not text.endswith("零")
            text += ("零" if gap else "") + _group_text(group) + _unit(groups, level)
    return text


def _unit(groups: list[int], level: int) -> str:
    """万亿 is written 万 when 亿 follows in the same number."""
    if level == 3 and len(groups) > 2 and groups[2]:
        return "万"
    return GROUPS_ZH[level]


def _group_text(group: int) -> str:
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS_ZH[digit] + PLACES_ZH[place]
        zero = digit == 0
    return text


_DAYS = (("date", "date"), ("date and time", "date and time"))

OUR_FUNCTIONS = (
    builtin("is blank", form("value: any? -> boolean", is_blank), ours=True,
            doc=("Whether a field is empty.", "是否为空。")),
    builtin("coalesce", form("value...: any? -> any", coalesce), ours=True,
            doc=("The first value that is not null.", "第一个非空值。")),
    builtin("add days",
            *(form(f"date: {kind}, days: number -> {result}", add_days)
              for kind, result in _DAYS),
            ours=True, doc=("A day some days later.", "若干天之后的日期。")),
    builtin("days between",
            *(form(f"from: {a}, to: {b} -> number", days_between)
              for a, _ in _DAYS for b, _ in _DAYS),
            ours=True, doc=("Days from one date to another.", "两个日期相差的天数。")),
    builtin("format", form("value: number, pattern: string -> string", format_number),
            *(form(f"value: {kind}, pattern: string -> string", format_time)
              for kind in ("date", "time", "date and time")),
            ours=True, doc=("A number or date written by a pattern.", "按格式输出数字或日期。")),
    builtin("rmb", form("amount: number -> string", rmb), ours=True,
            doc=("An amount in capital Chinese numerals.", "人民币大写金额。")),
)  # fmt: skip
