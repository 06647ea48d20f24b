"""Time and maintenance indices of ISO 22400: what people and machines did with their hours."""

from collections.abc import Sequence

from taktline.science.kpi.ratio import ratio


def worker_efficiency(*, work_time_s: float, attendance_time_s: float) -> float:
    """Share of a person's attendance that went into orders: APWT / APAT.

    Args:
        work_time_s: APWT, seconds booked on orders.
        attendance_time_s: APAT, seconds from login to logout without breaks; above 0.

    Raises:
        NoDenominator: nobody attended.

    Source: ISO 22400-2:2014, "Worker efficiency".
    """
    return ratio("worker efficiency", work_time_s, APAT=attendance_time_s)


def allocation_ratio(*, unit_busy_times_s: Sequence[float], order_execution_time_s: float) -> float:
    """Share of an order's execution time in which units worked on it: sum AUBT / AOET.

    Above 1 when several units work on one order at a time.

    Args:
        unit_busy_times_s: AUBT of every unit, seconds.
        order_execution_time_s: AOET, seconds from start to end of the order; above 0.

    Raises:
        NoDenominator: the order has no execution time.

    Source: ISO 22400-2:2014, "Allocation ratio".
    """
    return ratio("allocation ratio", sum(unit_busy_times_s), AOET=order_execution_time_s)


def allocation_efficiency(*, unit_busy_time_s: float, planned_busy_time_s: float) -> float:
    """Share of the plan in which an order was on the unit: AUBT / PBT.

    Args:
        unit_busy_time_s: AUBT, seconds.
        planned_busy_time_s: PBT, seconds, above 0.

    Raises:
        NoDenominator: nothing was planned.

    Source: ISO 22400-2:2014, "Allocation efficiency".
    """
    return ratio("allocation efficiency", unit_busy_time_s, PBT=planned_busy_time_s)


def utilization_efficiency(*, production_time_s: float, unit_busy_time_s: float) -> float:
    """Share of the busy time that added value: APT / AUBT.

    Args:
        production_time_s: APT, seconds.
        unit_busy_time_s: AUBT, seconds, above 0.

    Raises:
        NoDenominator: the unit was never busy.

    Source: ISO 22400-2:2014, "Utilization efficiency".
    """
    return ratio("utilization efficiency", production_time_s, AUBT=unit_busy_time_s)


def availability(*, production_time_s: float, planned_busy_time_s: float) -> float:
    """Share of the plan that added value: APT / PBT.

    Args:
        production_time_s: APT, seconds.
        planned_busy_time_s: PBT, seconds, above 0.

    Raises:
        NoDenominator: nothing was planned.

    Source: ISO 22400-2:2014, "Availability".
    """
    return ratio("availability", production_time_s, PBT=planned_busy_time_s)


def effectiveness(
    *, planned_run_time_per_item_s: float, produced_quantity: float, production_time_s: float
) -> float:
    """Planned time of what was made over the time it took: PRI * PQ / APT; may exceed 1.

    Args:
        planned_run_time_per_item_s: PRI, seconds.
        produced_quantity: PQ, items.
        production_time_s: APT, seconds, above 0.

    Raises:
        NoDenominator: the unit never produced.

    Source: ISO 22400-2:2014, "Effectiveness".
    """
    earned = planned_run_time_per_item_s * produced_quantity
    return ratio("effectiveness", earned, APT=production_time_s)


def technical_efficiency(*, production_time_s: float, unit_delay_time_s: float) -> float:
    """Production without technical delays: APT / (APT + ADET).

    Args:
        production_time_s: APT, seconds.
        unit_delay_time_s: ADET, seconds.

    Raises:
        NoDenominator: the unit neither produced nor was delayed.

    Source: ISO 22400-2:2014, "Technical efficiency".
    """
    total = production_time_s + unit_delay_time_s
    return ratio("technical efficiency", production_time_s, **{"APT + ADET": total})


def setup_ratio(*, unit_setup_time_s: float, unit_processing_time_s: float) -> float:
    """Share of the processing time spent on setup: AUST / AUPT.

    Args:
        unit_setup_time_s: AUST, seconds.
        unit_processing_time_s: AUPT, seconds, above 0.

    Raises:
        NoDenominator: the unit processed nothing.

    Source: ISO 22400-2:2014, "Setup ratio".
    """
    return ratio("setup ratio", unit_setup_time_s, AUPT=unit_processing_time_s)


def process_ratio(*, production_time_s: float, order_execution_time_s: float) -> float:
    """Share of an order's execution time that added value: APT / AOET.

    Args:
        production_time_s: APT over all units, seconds.
        order_execution_time_s: AOET, seconds, above 0.

    Raises:
        NoDenominator: the order has no execution time.

    Source: ISO 22400-2:2014, "Process ratio".
    """
    return ratio("process ratio", production_time_s, AOET=order_execution_time_s)


def equipment_load_rate(*, produced_quantity: float, equipment_capacity: float) -> float:
    """Output against what the equipment can make: PQ / EPC.

    Args:
        produced_quantity: PQ, items of the period.
        equipment_capacity: EPC, items the rated capacity gives in the period; above 0.

    Raises:
        NoDenominator: the capacity is not known.

    Source: ISO 22400-2:2014, "Equipment load rate".
    """
    return ratio("equipment load rate", produced_quantity, EPC=equipment_capacity)


def mean_time_between_failures(*, operating_time_s: float, failures: int) -> float:
    """Mean operating time between failures, in seconds: sum TBF / failures.

    Args:
        operating_time_s: seconds of operation, delays left out.
        failures: number of failures; at least 1.

    Raises:
        NoDenominator: no failure happened; the mean does not exist.

    Source: ISO 22400-2:2014, "Mean operating time between failures".
    """
    return ratio("MTBF", operating_time_s, failures=failures)


def mean_time_to_failure(times_to_failure_s: Sequence[float]) -> float:
    """Mean time to failure, in seconds: sum TTF_i / number.

    Args:
        times_to_failure_s: seconds from start of use to each failure.

    Raises:
        NoDenominator: no failure happened.

    Source: ISO 22400-2:2014, "Mean time to failure".
    """
    return ratio("MTTF", sum(times_to_failure_s), failures=len(times_to_failure_s))


def mean_time_to_restoration(times_to_restoration_s: Sequence[float]) -> float:
    """Mean time to repair, in seconds: sum TTR_i / number.

    Args:
        times_to_restoration_s: seconds of each repair.

    Raises:
        NoDenominator: nothing was repaired.

    Source: ISO 22400-2:2014, "Mean time to restoration".
    """
    return ratio("MTTR", sum(times_to_restoration_s), repairs=len(times_to_restoration_s))


def inherent_availability(*, mtbf_s: float, mttr_s: float) -> float:
    """Availability that failures and repairs alone allow: MTBF / (MTBF + MTTR).

    Args:
        mtbf_s: mean time between failures, seconds.
        mttr_s: mean time to repair, seconds.

    Raises:
        NoDenominator: both are zero.

    Source: reliability engineering, IEC 60050-192 (steady-state availability).
    """
    return ratio("inherent availability", mtbf_s, **{"MTBF + MTTR": mtbf_s + mttr_s})


def corrective_maintenance_ratio(*, corrective_time_s: float, preventive_time_s: float) -> float:
    """Share of maintenance that was repair: CMT / (CMT + PMT).

    Args:
        corrective_time_s: CMT, seconds.
        preventive_time_s: PMT, seconds.

    Raises:
        NoDenominator: no maintenance happened.

    Source: ISO 22400-2:2014, "Corrective maintenance ratio".
    """
    total = corrective_time_s + preventive_time_s
    return ratio("corrective maintenance ratio", corrective_time_s, **{"CMT + PMT": total})


def energy_per_item(*, energy_kwh: float, quantity: float) -> float:
    """Comprehensive energy consumption, kWh per item: energy / PQ.

    Args:
        energy_kwh: all energy of the period, kWh.
        quantity: PQ (or GQ where energy per good item is meant), above 0.

    Raises:
        NoDenominator: nothing was produced.

    Source: ISO 22400-2:2014, "Comprehensive energy consumption".
    """
    return ratio("comprehensive energy", energy_kwh, PQ=quantity)
