"""The steps of sales: orders entered each day, served by the day's motors, shipped two days on."""

from taktline.plants.hub_motors.calendar import HOUR, PlantDays
from taktline.plants.hub_motors.figures import MOTOR, SHIPMENTS, SITE
from taktline.plants.hub_motors.shift import MINUTE
from taktline.plants.hub_motors.step import Step

SHIPPED_AFTER = 2
"""Days from the order to the truck: the motors are wound one day and packed the next."""
EXTRA_EVERY = 4
EXTRA = 120
"""Once in so many days a customer wants some more at once, which nobody has planned yet."""


def order_code(days: PlantDays, day: int, number: int) -> str:
    """Return the number of a customer's order of a day."""
    return f"SO-{days.tag(day)}-{number + 1}"


def order_book(days: PlantDays, day: int) -> list[Step]:
    """Return what sales, planner and warehouse do for orders on a day."""
    steps: list[Step] = []
    for number in range(len(SHIPMENTS)):
        steps += [_entered(days, day, number=number), _linked(days, day, number=number)]
        steps.append(_shipped(days, day, number=number))
    return steps


def _entered(days: PlantDays, day: int, *, number: int) -> Step:
    customer, quantity = SHIPMENTS[number]
    code = order_code(days, day, number)
    promised = days.on(day + SHIPPED_AFTER).isoformat()
    lines: list[dict[str, object]] = [
        {
            "material": MOTOR,
            "quantity": str(quantity),
            "promised_on": promised,
            "customer_material": f"{customer[2:]}-350W",
        }
    ]
    if number == 0 and day % EXTRA_EVERY == EXTRA_EVERY - 1:
        extra: dict[str, object] = {"quantity": str(EXTRA), "priority": 80}
        lines.append({"material": MOTOR, "promised_on": promised, **extra})
    return Step(
        key=f"sales/{code}",
        at=days.at(day, HOUR + number * 10 * MINUTE),
        by="sales",
        verb="sales.create_sales_order",
        body={
            "site": SITE,
            "code": code,
            "customer": customer,
            "customer_number": f"PO{days.tag(day)}{number + 1}",
            "ordered_on": days.on(day).isoformat(),
            "lines": lines,
        },
        writes=(code,),
    )


def _linked(days: PlantDays, day: int, *, number: int) -> Step:
    code, work_order = order_code(days, day, number), f"WO{days.tag(day)}-HM"
    return Step(
        key=f"sales/{code}/link",
        at=days.at(day, 1.5 * HOUR + number * MINUTE),
        by="planner",
        verb="sales.link_work_order",
        body={
            "sales_order": code,
            "line": 10,
            "work_order": work_order,
            "quantity": str(SHIPMENTS[number][1]),
        },
        reads=(work_order,),
        writes=(code,),
    )


def _shipped(days: PlantDays, day: int, *, number: int) -> Step:
    """Return the truck of an afternoon; before the first orders are due it goes without one."""
    customer, quantity = SHIPMENTS[number]
    code = f"SH-{days.tag(day)}-{number + 1}"
    at = days.at(day, 7 * HOUR + number * 20 * MINUTE)
    if day < SHIPPED_AFTER:
        goods: dict[str, object] = {"material": MOTOR, "quantity": str(quantity)}
        return Step(
            key=f"shipment/{code}",
            at=at,
            by="warehouse",
            verb="inventory.ship_material",
            body={
                "site": SITE,
                "code": code,
                "customer": customer,
                "lines": [{**goods, "source": "WH-FG"}],
            },
            writes=(f"stock:{MOTOR}",),
        )
    order = order_code(days, day - SHIPPED_AFTER, number)
    return Step(
        key=f"shipment/{code}",
        at=at,
        by="warehouse",
        verb="sales.ship_sales_order",
        body={
            "sales_order": order,
            "code": code,
            "lines": [{"line": 10, "quantity": str(quantity), "source": "WH-FG"}],
        },
        reads=(f"WO{days.tag(day - 2)}-HM",),
        writes=(f"stock:{MOTOR}", order),
    )
