"""Refusals of the control charts: no chart is drawn from too few or impossible figures."""

from taktline.base.problem import Problem
from taktline.base.text import Text


class TooFewValues(Problem):
    """A chart or an index needs more figures than it was given."""

    title = Text(
        en="{chart} needs at least {needed} {what}; {given} were given.",
        zh="{chart} 至少需要 {needed} 个 {what}；现有 {given} 个。",
    )
    status = 422


class UnevenSubgroups(Problem):
    """Subgroups of one Xbar chart differ in size."""

    title = Text(
        en="Subgroup {index} has {size} values, the others have {expected}.",
        zh="子组 {index} 有 {size} 个值，其他子组有 {expected} 个。",
    )
    status = 422


class NoConstants(Problem):
    """The constants of control charts are known for 2 to 25 values only."""

    title = Text(
        en="There are no chart constants for subgroups of {size}; 2 to 25 are known.",
        zh="没有子组大小 {size} 的控制图常数；仅有 2 至 25。",
    )
    status = 422


class BadCount(Problem):
    """A count of an attribute chart is negative or larger than its sample."""

    title = Text(
        en="Sample {index}: {count} of {size} is not possible.",
        zh="样本 {index}：{size} 中有 {count} 不可能。",
    )
    status = 422


class BadLimits(Problem):
    """Specification limits are missing or in the wrong order."""

    title = Text(
        en="Limits {lsl} to {usl} are no specification; one is needed, the lower below the upper.",
        zh="规格限 {lsl} 至 {usl} 无效；至少需要一个，且下限小于上限。",
    )
    status = 422
