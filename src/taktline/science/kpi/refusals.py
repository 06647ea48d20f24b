"""Refusals of the indices: a ratio whose denominator is missing does not exist, it is not zero."""

from taktline.base.problem import Problem
from taktline.base.text import Text


class NoBusyTime(Problem):
    """OEE was asked for a period in which the unit was not planned, or did not run."""

    title = Text(
        en="{term} is {value} s; an equipment index needs a time above zero.",
        zh="{term} 为 {value} 秒；设备指标需要大于零的时间。",
    )
    status = 422


class NoDenominator(Problem):
    """An index was asked for although nothing can be divided by."""

    title = Text(
        en="{index} does not exist: {term} is {value}, it must be above zero.",
        zh="{index} 无法计算：{term} 为 {value}，必须大于零。",
    )
    status = 422


class NegativeTime(Problem):
    """A duration of the time model is below zero."""

    title = Text(
        en="{term} is {value} s; a duration cannot be negative.",
        zh="{term} 为 {value} 秒；时长不能为负。",
    )
    status = 422


class TimesDisagree(Problem):
    """The parts of the time model are longer than the whole they belong to."""

    title = Text(
        en="{part} ({value} s) is longer than {whole} ({limit} s), which contains it.",
        zh="{part}（{value} 秒）超过了包含它的 {whole}（{limit} 秒）。",
    )
    status = 422


class SpansOverlap(Problem):
    """Two spans of one track cover the same moment, so that its time would count twice."""

    title = Text(
        en="Track {track}: {first} and {second} overlap at {moment}.",
        zh="轨道 {track}：{first} 与 {second} 在 {moment} 重叠。",
    )
    status = 422


class NoSuchWindow(Problem):
    """A window ends before it starts, or its instants carry no zone."""

    title = Text(
        en="The window {start} to {end} is no period; it needs two instants with a zone, in order.",
        zh="窗口 {start} 至 {end} 不是有效时段；需要两个带时区且先后有序的时刻。",
    )
    status = 422
