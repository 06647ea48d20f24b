"""Quality and yield indices: how much of what was made was right, and right the first time."""

from collections.abc import Iterable
from math import prod

from taktline.science.kpi.ratio import ratio


def quality_ratio(*, good_quantity: float, produced_quantity: float) -> float:
    """Share of good items: GQ / PQ.

    Args:
        good_quantity: GQ, items.
        produced_quantity: PQ, items, above 0.

    Raises:
        NoDenominator: nothing was produced.

    Source: ISO 22400-2:2014, "Quality ratio".
    """
    return ratio("quality ratio", good_quantity, PQ=produced_quantity)


def scrap_ratio(*, scrap_quantity: float, produced_quantity: float) -> float:
    """Share of scrap: SQ / PQ.

    Args:
        scrap_quantity: SQ, items.
        produced_quantity: PQ, items, above 0.

    Raises:
        NoDenominator: nothing was produced.

    Source: ISO 22400-2:2014, "Scrap ratio".
    """
    return ratio("scrap ratio", scrap_quantity, PQ=produced_quantity)


def actual_to_planned_scrap_ratio(*, scrap_quantity: float, planned_scrap_quantity: float) -> float:
    """Scrap against what was planned for: SQ / PSQ.

    Args:
        scrap_quantity: SQ, items.
        planned_scrap_quantity: PSQ, items, above 0.

    Raises:
        NoDenominator: no scrap was planned.

    Source: ISO 22400-2:2014, "Actual to planned scrap ratio".
    """
    return ratio("actual to planned scrap ratio", scrap_quantity, PSQ=planned_scrap_quantity)


def rework_ratio(*, rework_quantity: float, produced_quantity: float) -> float:
    """Share of reworked items: RQ / PQ.

    Args:
        rework_quantity: RQ, items.
        produced_quantity: PQ, items, above 0.

    Raises:
        NoDenominator: nothing was produced.

    Source: ISO 22400-2:2014, "Rework ratio".
    """
    return ratio("rework ratio", rework_quantity, PQ=produced_quantity)


def fall_off_ratio(*, scrap_quantity: float, first_operation_quantity: float) -> float:
    """Scrap of a later operation against what entered the chain: SQ / PQ of the first operation.

    Args:
        scrap_quantity: SQ of the operation looked at, items.
        first_operation_quantity: PQ of the first operation, items, above 0.

    Raises:
        NoDenominator: the first operation produced nothing.

    Source: ISO 22400-2:2014, "Fall off ratio".
    """
    return ratio("fall off ratio", scrap_quantity, **{"PQ of op 1": first_operation_quantity})


def first_pass_yield(*, good_parts: float, inspected_parts: float) -> float:
    """Share of parts that were good without rework: GP / IP.

    Args:
        good_parts: GP, parts good at the first inspection.
        inspected_parts: IP, parts inspected, above 0.

    Raises:
        NoDenominator: nothing was inspected.

    Source: ISO 22400-2:2014, "First pass yield".
    """
    return ratio("first pass yield", good_parts, IP=inspected_parts)


def rolled_throughput_yield(first_pass_yields: Iterable[float]) -> float:
    """Chance of passing all operations without rework: product of their first pass yields.

    Args:
        first_pass_yields: one ratio per operation, each 0 to 1. No operation gives 1.

    Source: Six Sigma practice (not in ISO 22400).
    """
    return prod(first_pass_yields)


def parts_per_million(*, defectives: float, inspected: float) -> float:
    """Defective units in a million: defectives / inspected * 1e6.

    Args:
        defectives: units with at least one defect.
        inspected: units inspected, above 0.

    Raises:
        NoDenominator: nothing was inspected.

    Source: common practice (not in ISO 22400).
    """
    return ratio("PPM", defectives, inspected=inspected) * 1e6


def defects_per_million_opportunities(
    *, defects: float, units: float, opportunities_per_unit: float
) -> float:
    """Defects in a million opportunities: defects / (units * opportunities) * 1e6.

    Args:
        defects: defects counted; one unit may have several.
        units: units inspected, above 0.
        opportunities_per_unit: places where one unit can go wrong, above 0.

    Raises:
        NoDenominator: there was no opportunity.

    Source: Six Sigma practice (not in ISO 22400).
    """
    return ratio("DPMO", defects, **{"units * opportunities": units * opportunities_per_unit}) * 1e6


def finished_goods_ratio(*, good_quantity: float, consumed_material: float) -> float:
    """Good output over consumed material: GQ / CM.

    Args:
        good_quantity: GQ, in the unit of the material.
        consumed_material: CM, same unit, above 0.

    Raises:
        NoDenominator: nothing was consumed.

    Source: ISO 22400-2:2014, "Finished goods ratio".
    """
    return ratio("finished goods ratio", good_quantity, CM=consumed_material)


def integrated_goods_ratio(*, integrated_good_quantity: float, consumed_material: float) -> float:
    """All saleable output over consumed material: IGQ / CM.

    Args:
        integrated_good_quantity: IGQ, good product and saleable by-products, material unit.
        consumed_material: CM, same unit, above 0.

    Raises:
        NoDenominator: nothing was consumed.

    Source: ISO 22400-2:2014, "Integrated goods ratio".
    """
    return ratio("integrated goods ratio", integrated_good_quantity, CM=consumed_material)


def loss_ratio(*, lost_quantity: float, consumed_material: float) -> float:
    """Production, storage and transport, or other loss over consumed material: L / CM.

    The integrated goods ratio and the three loss ratios add up to 1.

    Args:
        lost_quantity: PL, STL or OL, in the unit of the material.
        consumed_material: CM, same unit, above 0.

    Raises:
        NoDenominator: nothing was consumed.

    Source: ISO 22400-2:2014, "Production loss ratio" and its two siblings.
    """
    return ratio("loss ratio", lost_quantity, CM=consumed_material)
