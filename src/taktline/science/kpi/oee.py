"""Overall equipment effectiveness: how much of the planned time became good pieces, and why not."""

from collections.abc import Iterable, Sequence

import msgspec

from taktline.science.kpi.refusals import NoBusyTime, NoDenominator


class Oee(msgspec.Struct, frozen=True, kw_only=True):
    """OEE as ratios (1.0 = 100 %) with the three factors that explain it."""

    availability: float  # APT / PBT
    effectiveness: float  # PRI * PQ / APT; above 1 means that the planned run time is wrong
    quality_ratio: float  # GQ / PQ, weighted by standard time when several products ran
    index: float  # The product of the three.


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """What was made of one product on one unit in one period."""

    planned_run_time_per_item_s: float  # PRI, seconds planned for one item
    produced_quantity: float  # PQ, good and bad
    good_quantity: float  # GQ


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """The sums of one unit, shift or day that a roll-up adds; never its percentages."""

    planned_busy_time_s: float  # PBT
    production_time_s: float  # APT
    outputs: Sequence[Output] = ()


def oee(
    *,
    planned_busy_time_s: float,
    actual_production_time_s: float,
    planned_run_time_per_item_s: float,
    produced_quantity: float,
    good_quantity: float,
) -> Oee:
    """Overall equipment effectiveness of one work unit over one period.

        availability   = APT / PBT
        effectiveness  = PRI * PQ / APT
        quality ratio  = GQ / PQ
        OEE index      = availability * effectiveness * quality ratio = PRI * GQ / PBT

    Args:
        planned_busy_time_s: PBT, seconds the unit was planned to be busy; above 0.
        actual_production_time_s: APT, seconds it actually produced; above 0.
        planned_run_time_per_item_s: PRI, seconds planned for one item.
        produced_quantity: PQ, items made, good and bad; above 0.
        good_quantity: GQ, items that met requirements.

    Returns:
        The three factors as ratios and their product. Effectiveness above 1 is returned as it is:
        it says the planned run time is wrong, which a clipped number would hide.

    Raises:
        NoBusyTime: PBT or APT is not above zero; the ratio does not exist, it is not zero.
        NoDenominator: nothing was produced, so that no quality ratio exists.

    Source: ISO 22400-2:2014, "OEE index".
    """
    made = Output(
        planned_run_time_per_item_s=planned_run_time_per_item_s,
        produced_quantity=produced_quantity,
        good_quantity=good_quantity,
    )
    share = Share(
        planned_busy_time_s=planned_busy_time_s,
        production_time_s=actual_production_time_s,
        outputs=(made,),
    )
    return roll_up([share])


def roll_up(shares: Iterable[Share]) -> Oee:
    """OEE over several machines, shifts, days or products, from sums; never an average.

        availability  = sum APT / sum PBT
        effectiveness = sum(PRI * PQ) / sum APT
        quality ratio = sum(PRI * GQ) / sum(PRI * PQ)
        OEE index     = sum(PRI * GQ) / sum PBT

    Quality is weighted by standard time, so that the product of the three telescopes to the index.

    Args:
        shares: PBT and APT in seconds, quantities and run times of every unit and period.

    Raises:
        NoBusyTime: the sum of PBT or of APT is not above zero.
        NoDenominator: the sum of PRI * PQ is not above zero.

    Source: ISO 22400-2:2014, "OEE index"; the identity OEE = sum(PRI_i * GQ_i) / PBT.
    """
    busy = producing = standard = earned = 0.0
    for share in shares:
        busy += share.planned_busy_time_s
        producing += share.production_time_s
        standard += sum(o.planned_run_time_per_item_s * o.produced_quantity for o in share.outputs)
        earned += sum(o.planned_run_time_per_item_s * o.good_quantity for o in share.outputs)
    if busy <= 0:
        raise NoBusyTime(term="PBT", value=busy)
    if producing <= 0:
        raise NoBusyTime(term="APT", value=producing)
    if standard <= 0:
        raise NoDenominator(index="quality ratio", term="PRI * PQ", value=standard)
    return Oee(
        availability=producing / busy,
        effectiveness=standard / producing,
        quality_ratio=earned / standard,
        index=earned / busy,
    )


def nee(
    *,
    unit_processing_time_s: float,
    planned_busy_time_s: float,
    effectiveness: float,
    quality_ratio: float,
) -> float:
    """Net equipment effectiveness: OEE in which setup is no loss.

        NEE index = AUPT / PBT * effectiveness * quality ratio

    Args:
        unit_processing_time_s: AUPT, seconds, production and setup.
        planned_busy_time_s: PBT, seconds, above 0.
        effectiveness: ratio, 0 or more.
        quality_ratio: ratio, 0 to 1.

    Raises:
        NoBusyTime: PBT is not above zero.

    Source: ISO 22400-2:2014, "NEE index".
    """
    if planned_busy_time_s <= 0:
        raise NoBusyTime(term="PBT", value=planned_busy_time_s)
    return unit_processing_time_s / planned_busy_time_s * effectiveness * quality_ratio


def teep(*, oee_index: float, planned_busy_time_s: float, calendar_s: float) -> float:
    """Total effective equipment performance: OEE measured against the whole calendar.

        TEEP = OEE * PBT / calendar time

    Args:
        oee_index: ratio.
        planned_busy_time_s: PBT, seconds.
        calendar_s: seconds of the whole period, above 0.

    Raises:
        NoDenominator: the period has no length.

    Source: common practice beside ISO 22400-2 (not one of its indices).
    """
    if calendar_s <= 0:
        raise NoDenominator(index="TEEP", term="calendar time", value=calendar_s)
    return oee_index * planned_busy_time_s / calendar_s
