"""The ISO 22400 time model of one work unit: where the planned hours of a machine went."""

import msgspec

from taktline.science.kpi.refusals import NegativeTime, TimesDisagree


class TimeModel(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of one work unit in one period, as the tree of ISO 22400-2.

    calendar > POT > PBT = AUBT + ADOT; AUBT = AUPT + ADET; AUPT = APT + AUST.
    """

    calendar_s: float  # The whole period.
    planned_operation_time_s: float  # POT: what the shift calendar plans.
    planned_busy_time_s: float  # PBT: POT without planned downtime.
    unit_down_time_s: float  # ADOT: available, no order on the unit.
    unit_busy_time_s: float  # AUBT: an order is on the unit.
    unit_delay_time_s: float  # ADET: faults, minor stops, other unplanned stops.
    unit_processing_time_s: float  # AUPT: production and setup.
    unit_setup_time_s: float  # AUST: changeover.
    production_time_s: float  # APT: value adding only.

    @property
    def unassigned_s(self) -> float:
        """PBT that no signal explains (0 when every second of the plan is known)."""
        return self.planned_busy_time_s - self.unit_busy_time_s - self.unit_down_time_s


def time_model(
    *,
    planned_operation_time_s: float,
    planned_down_time_s: float,
    unit_down_time_s: float,
    unit_delay_time_s: float,
    unit_setup_time_s: float,
    calendar_s: float | None = None,
) -> TimeModel:
    """Build the tree from the top: what remains of the plan after every loss is production.

        PBT  = POT - planned downtime
        AUBT = PBT - ADOT
        AUPT = AUBT - ADET
        APT  = AUPT - AUST

    Args:
        planned_operation_time_s: POT, seconds, 0 or more.
        planned_down_time_s: breaks, planned maintenance, no demand; seconds, at most POT.
        unit_down_time_s: ADOT, seconds, at most PBT.
        unit_delay_time_s: ADET, seconds, at most AUBT.
        unit_setup_time_s: AUST, seconds, at most AUPT.
        calendar_s: the whole period in seconds; POT when not given.

    Raises:
        NegativeTime: a duration is below zero.
        TimesDisagree: a part is longer than the whole it belongs to.

    Source: ISO 22400-2:2014, time model for work units.
    """
    calendar = planned_operation_time_s if calendar_s is None else calendar_s
    pot = _part("POT", planned_operation_time_s, whole="calendar time", limit=calendar)
    pbt = pot - _part("planned downtime", planned_down_time_s, whole="POT", limit=pot)
    aubt = pbt - _part("ADOT", unit_down_time_s, whole="PBT", limit=pbt)
    aupt = aubt - _part("ADET", unit_delay_time_s, whole="AUBT", limit=aubt)
    apt = aupt - _part("AUST", unit_setup_time_s, whole="AUPT", limit=aupt)
    return TimeModel(
        calendar_s=calendar,
        planned_operation_time_s=pot,
        planned_busy_time_s=pbt,
        unit_down_time_s=unit_down_time_s,
        unit_busy_time_s=aubt,
        unit_delay_time_s=unit_delay_time_s,
        unit_processing_time_s=aupt,
        unit_setup_time_s=unit_setup_time_s,
        production_time_s=apt,
    )


def time_model_from_observed(
    *,
    planned_busy_time_s: float,
    production_time_s: float,
    unit_setup_time_s: float = 0.0,
    unit_delay_time_s: float = 0.0,
    unit_down_time_s: float = 0.0,
) -> TimeModel:
    """Build the tree from below: from what the machine was seen doing.

        AUPT = APT + AUST
        AUBT = AUPT + ADET

    What the plan holds beyond AUBT + ADOT stays visible as `unassigned_s`; it is not guessed.

    Args:
        planned_busy_time_s: PBT, seconds.
        production_time_s: APT, seconds.
        unit_setup_time_s: AUST, seconds.
        unit_delay_time_s: ADET, seconds.
        unit_down_time_s: ADOT, seconds.

    Raises:
        NegativeTime: a duration is below zero.

    Source: ISO 22400-2:2014, time model for work units.
    """
    named = {
        "PBT": planned_busy_time_s,
        "APT": production_time_s,
        "AUST": unit_setup_time_s,
        "ADET": unit_delay_time_s,
        "ADOT": unit_down_time_s,
    }
    for term, value in named.items():
        if value < 0:
            raise NegativeTime(term=term, value=value)
    processing = production_time_s + unit_setup_time_s
    return TimeModel(
        calendar_s=planned_busy_time_s,
        planned_operation_time_s=planned_busy_time_s,
        planned_busy_time_s=planned_busy_time_s,
        unit_down_time_s=unit_down_time_s,
        unit_busy_time_s=processing + unit_delay_time_s,
        unit_delay_time_s=unit_delay_time_s,
        unit_processing_time_s=processing,
        unit_setup_time_s=unit_setup_time_s,
        production_time_s=production_time_s,
    )


def _part(term: str, value: float, *, whole: str, limit: float) -> float:
    if value < 0:
        raise NegativeTime(term=term, value=value)
    if value > limit:
        raise TimesDisagree(part=term, value=value, whole=whole, limit=limit)
    return value
