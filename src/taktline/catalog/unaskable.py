"""Why lists cannot be asked as somebody asks: said before the database is."""

from collections.abc import Iterable
from decimal import Decimal

from taktline.base.problem import Invalid
from taktline.base.text import Text
from taktline.catalog.request import FIELDS_MAX, MARKS_MAX

BAD_MEASURE = Text(
    en="a measure is count, or sum, avg, min, max, count_distinct with `:` and a field",
    zh="统计方式为 count,或 sum、avg、min、max、count_distinct 加 `:` 和字段",
)
UNSORTABLE = Text(en="lists cannot be sorted by this field", zh="不能按该字段排序")
NO_TIME = Text(en="only dates and instants have periods", zh="只有日期和时间可以按周期分组")
TOO_MANY_MARKS = Text(
    en=f"more than {MARKS_MAX} conditions that mark rows", zh=f"标记条件超过 {MARKS_MAX} 个"
)
TOO_WIDE = Text(en=f"more than {FIELDS_MAX} fields", zh=f"字段超过 {FIELDS_MAX} 个")
NO_NUL = Text(en="texts hold no NUL characters", zh="文本不得含 NUL 字符")
NO_NUMBER = Text(en="a number is finite", zh="数字必须有限")


def refuse_unsendable(values: Iterable[object]) -> None:
    """Refuse values that no record can hold, and the database not even compare with.

    Raises:
        Invalid: a text with a NUL character, or a number that is none.
    """
    for value in values:
        if isinstance(value, (list, tuple)):
            refuse_unsendable(value)
        elif isinstance(value, str) and "\x00" in value:
            raise Invalid(reason=NO_NUL)
        elif isinstance(value, Decimal) and not value.is_finite():
            raise Invalid(reason=NO_NUMBER)
