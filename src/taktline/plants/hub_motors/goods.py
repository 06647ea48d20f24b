"""The steps of the warehouse: deliveries with inspection, supply of the lines, holds."""

import random
from decimal import Decimal

from taktline.plants.hub_motors.calendar import HOUR, PlantDays
from taktline.plants.hub_motors.figures import (
    BOUGHT,
    DELIVERY_DAYS,
    MOTOR,
    OPENING_DAYS,
    OPENING_MOTORS,
    PER_DAY,
    ROTOR,
    SHAFT,
    SITE,
    Bought,
)
from taktline.plants.hub_motors.shift import MINUTE
from taktline.plants.hub_motors.step import Step

REJECTED_EVERY = 15
"""Once in so many days a lot of bearings fails; it comes again the next day."""
HELD_EVERY = 10
BEARING, MAGNET = "6001-2RS", "MG-46N"


def opening_lines() -> list[dict[str, object]]:
    """Return what is in stock before the first day: bought parts, made parts, motors."""
    lines: list[dict[str, object]] = []
    for one in BOUGHT:
        lot = {"lot": f"OB-{one.material}"} if one.is_traced else {}
        for place, quantity in (("WH-RM", one.daily * OPENING_DAYS), (one.line, one.daily)):
            lines.append(
                {
                    "place": place,
                    "material": one.material,
                    "quantity": str(quantity),
                    "value": str(round(quantity * one.price, 2)),
                    **lot,
                }
            )
    for material, value in ((ROTOR, Decimal("23.50")), (SHAFT, Decimal("4.20"))):
        for place, quantity in (("WH-SF", Decimal(500)), ("LS-L1", Decimal(PER_DAY))):
            lines.append(
                {
                    "place": place,
                    "material": material,
                    "quantity": str(quantity),
                    "lot": f"OB-{material}",
                    "value": str(quantity * value),
                }
            )
    lines.append(
        {
            "place": "WH-FG",
            "material": MOTOR,
            "quantity": str(OPENING_MOTORS),
            "lot": "OB-HM",
            "value": str(OPENING_MOTORS * 152),
        }
    )
    return lines


def supply_matter(line: str, day: int) -> str:
    """Return what a report at a line waits for: that its day was supplied."""
    return f"supply:{line}:{day}"


def goods(days: PlantDays, day: int) -> list[Step]:
    """Return what the warehouse does on a day."""
    steps = [_supply(days, day, line=line) for line in ("LS-L1", "LS-CNC")]
    for index, one in enumerate(BOUGHT):
        again = one.material == BEARING and day > 0 and _is_rejected(day - 1, index, one)
        if day > 0 and ((day + index) % DELIVERY_DAYS == 0 or again):
            steps += _delivery(days, day, one=one, index=index)
    return steps + _hold(days, day)


def _supply(days: PlantDays, day: int, *, line: str) -> Step:
    lines = [
        {
            "material": one.material,
            "quantity": str(one.daily),
            "source": "WH-RM",
            "target": line,
        }
        for one in BOUGHT
        if one.line == line
    ]
    if line == "LS-L1":
        lines += [
            {"material": made, "quantity": str(PER_DAY), "source": "WH-SF", "target": line}
            for made in (ROTOR, SHAFT)
        ]
    materials = [f"stock:{one['material']}" for one in lines]
    return Step(
        key=f"supply/{days.tag(day)}/{line}",
        at=days.at(day, -0.5 * HOUR),
        by="warehouse",
        verb="inventory.move_material",
        body={"site": SITE, "lines": lines},
        reads=_made_before(days, day) if line == "LS-L1" else (),
        writes=(*materials, supply_matter(line, day)),
    )


def _made_before(days: PlantDays, day: int) -> tuple[str, ...]:
    """Return the orders whose made parts the line gets in the morning."""
    return () if day == 0 else (f"WO{days.tag(day - 1)}-RS", f"WO{days.tag(day - 1)}-SH")


def _delivery(days: PlantDays, day: int, *, one: Bought, index: int) -> list[Step]:
    key = f"delivery/{days.tag(day)}/{one.material}"
    at = (0.4 + 0.1 * index) * HOUR
    quantity = one.daily * DELIVERY_DAYS
    lot = f"{one.supplier[2:]}-{days.tag(day)}-{index:02}"
    inspection = f"IQC-{days.tag(day)}-{index:02}"
    stock = f"stock:{one.material}"
    line: dict[str, object] = {
        "material": one.material,
        "place": "WH-RM",
        "quantity": str(quantity),
        "price": str(one.price),
        "ordered": str(quantity),
    }
    if one.is_traced:
        line |= {"lot": lot, "supplier_lot": f"{lot}S"}
    steps = [
        Step(
            key=key,
            at=days.at(day, at),
            by="warehouse",
            verb="inventory.receive_material",
            body={
                "site": SITE,
                "supplier": one.supplier,
                "reference": f"DN-{days.tag(day)}-{index:02}",
                "inspection": inspection,
                "lines": [line],
            },
            writes=(stock,),
        )
    ]
    if one.plan is None:
        return steps
    rejected = _is_rejected(day, index, one)
    measured = Step(
        key=f"{key}/measure",
        at=days.at(day, at + 50 * MINUTE),
        by="quality",
        verb="quality.record_results",
        body={
            "inspection": inspection,
            "plan": one.plan,
            "results": _results(one.plan, key, rejected=rejected),
            "laboratory": "IQC",
        },
        writes=(stock,),
    )
    decision: dict[str, object] = {"inspection": inspection, "decision": "accept"}
    if rejected:
        decision |= {"decision": "reject", "reason": "AQL 0.65: n = 125, 3 > Ac 2"}
    decided = Step(
        key=f"{key}/decide",
        at=days.at(day, at + 80 * MINUTE),
        by="quality",
        verb="quality.decide_inspection",
        body=decision,
        writes=(stock,),
    )
    return [*steps, measured, decided]


def _is_rejected(day: int, index: int, one: Bought) -> bool:
    delivered = day > 0 and (day + index) % DELIVERY_DAYS == 0
    return one.material == BEARING and delivered and day % REJECTED_EVERY == 9


def _results(plan: str, seed: str, *, rejected: bool) -> list[dict[str, object]]:
    chance = random.Random(seed)
    by_plan: dict[str, tuple[str, float, float, int]] = {
        "IP-WIRE": ("DIA", 0.550, 0.0012, 4),
        "IP-MAG": ("FLUX", 420, 4.0, 1),
        "IP-BRG": ("BORE", 11.996, 0.0012, 4),
    }
    results: list[dict[str, object]] = []
    for piece in range(1, 6):
        if plan in by_plan:
            name, mean, spread, places = by_plan[plan]
            value = f"{chance.gauss(mean, spread):.{places}f}"
            results.append({"characteristic": name, "piece": piece, "value": value})
        if plan in ("IP-BRG", "IP-CAST"):
            name = "FEEL" if plan == "IP-BRG" else "POROSITY"
            ok = not (rejected and piece <= 3)
            results.append({"characteristic": name, "piece": piece, "ok": ok})
    return results


def _hold(days: PlantDays, day: int) -> list[Step]:
    """A supplier's notice: the newest magnets are held for a day."""
    index = next(n for n, one in enumerate(BOUGHT) if one.material == MAGNET)
    stock = f"stock:{MAGNET}"

    def hold_of(placed: int) -> str:
        return f"H-{days.tag(placed)}"

    steps: list[Step] = []
    if day > 0 and day % HELD_EVERY == 1:
        lot = f"MAG-{days.tag(day)}-{index:02}"
        steps.append(
            Step(
                key=f"hold/{days.tag(day)}",
                at=days.at(day, 5 * HOUR),
                by="quality",
                verb="kernel.place_hold",
                body={
                    "code": hold_of(day),
                    "lots": [{"material": MAGNET, "lot": lot}],
                    "reason": "SUPPLIER",
                },
                writes=(stock,),
            )
        )
    if day > 1 and (day - 1) % HELD_EVERY == 1:
        steps.append(
            Step(
                key=f"hold/{days.tag(day - 1)}/release",
                at=days.at(day, 3 * HOUR),
                by="quality",
                verb="kernel.release_hold",
                body={"code": hold_of(day - 1), "reason": "supplier's tests passed"},
                writes=(stock,),
            )
        )
    return steps
