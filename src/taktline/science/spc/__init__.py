"""Statistical process control: charts, constants, run rules and capability of a process.

Values are floats in one unit per call. Modules: `constants`, `charts`, `rules`, `capability`,
`histogram`, `pareto`.
"""

from taktline.science.spc.capability import Capability, Indices, Limits, capability, indices
from taktline.science.spc.charts import (
    Chart,
    ChartPair,
    c_chart,
    individuals,
    moving_ranges,
    np_chart,
    p_chart,
    u_chart,
    xbar_r,
    xbar_s,
)
from taktline.science.spc.constants import Constants, constants
from taktline.science.spc.histogram import Bin, histogram
from taktline.science.spc.pareto import ParetoBar, pareto
from taktline.science.spc.refusals import (
    BadCount,
    BadLimits,
    NoConstants,
    TooFewValues,
    UnevenSubgroups,
)
from taktline.science.spc.rules import (
    NELSON,
    SPREAD_AND_ATTRIBUTES,
    WESTERN_ELECTRIC,
    Rule,
    Signal,
    signals,
)

__all__ = [
    "NELSON",
    "SPREAD_AND_ATTRIBUTES",
    "WESTERN_ELECTRIC",
    "BadCount",
    "BadLimits",
    "Bin",
    "Capability",
    "Chart",
    "ChartPair",
    "Constants",
    "Indices",
    "Limits",
    "NoConstants",
    "ParetoBar",
    "Rule",
    "Signal",
    "TooFewValues",
    "UnevenSubgroups",
    "c_chart",
    "capability",
    "constants",
    "histogram",
    "indices",
    "individuals",
    "moving_ranges",
    "np_chart",
    "p_chart",
    "pareto",
    "signals",
    "u_chart",
    "xbar_r",
    "xbar_s",
]
