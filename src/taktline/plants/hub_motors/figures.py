"""The figures of the hub-motor plant: stations, times, defects, deliveries, customers.

Source: handbook, industries section 2 (demo B); what it leaves open is chosen here and says so.
"""

from decimal import Decimal
from typing import Literal

import msgspec

SITE = "FC-B"
MOTOR, ROTOR, SHAFT = "HM-350W-36V", "RS-350", "SH-12"
PER_DAY = 460
"""Motors planned and put in per day; takt 60 s."""
CART = 20
"""Motors on one cart: the transfer batch and the lot that is traced (our choice)."""

Verdict = Literal["scrap", "repaired", "concession", "open"]


class Station(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of the motor with the work units that do it.

    Attributes:
        std_s: seconds the unit is busy per piece.
        labor_s: seconds of people per piece.
        people: codes of those who work there.
    """

    operation: int
    units: tuple[str, ...]
    std_s: float
    labor_s: float
    people: tuple[str, ...]
    has_machine: bool = False


STATIONS: tuple[Station, ...] = (
    Station(
        operation=10,
        units=("WND-1", "WND-2", "WND-3"),
        std_s=150,
        labor_s=50,
        people=("P-011", "P-012"),
        has_machine=True,
    ),
    Station(operation=20, units=("L1-ST1",), std_s=55, labor_s=55, people=("P-013",)),
    Station(
        operation=30,
        units=("OVEN-1", "OVEN-2"),
        std_s=90,
        labor_s=6,
        people=("P-014",),
        has_machine=True,
    ),
    Station(operation=40, units=("L1-ST2",), std_s=58, labor_s=58, people=("P-015",)),
    Station(
        operation=50, units=("L1-ST3",), std_s=40, labor_s=40, people=("P-016",), has_machine=True
    ),
    Station(operation=60, units=("L1-ST4",), std_s=56, labor_s=56, people=("P-006",)),
    Station(
        operation=70, units=("L1-ST5",), std_s=52, labor_s=52, people=("P-017",), has_machine=True
    ),
    Station(operation=80, units=("L1-ST6",), std_s=45, labor_s=45, people=("P-018",)),
)
STATION = {station.operation: station for station in STATIONS}
OVEN_CARTS = 3
OVEN_S = 5_400.0
"""An oven takes 60 pieces for 90 minutes."""
FIRST_DAY = (10, 20, 30)
"""Operations of the day an order is released; varnish dries overnight, the rest is next day's."""
SECOND_DAY = (40, 50, 60, 70, 80)
UNITS = (*(unit for station in STATIONS for unit in station.units), "CNC-1", "CNC-2")

ROTOR_STD_S, ROTOR_LABOR_S = 95.0, 30.0
SHAFT_STD_S, SHAFT_LABOR_S = 45.0, 15.0
MADE_PER_DAY = 466
"""Rotor shells and shafts: the day's motors and what a day scraps on average."""


class Defect(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of defect at an operation: how many a day, and what becomes of them.

    Attributes:
        pieces: of a day's input; a day varies by `swing` around it.
    """

    operation: int
    code: str
    pieces: int
    swing: int
    verdicts: tuple[Verdict, ...]


DEFECTS: tuple[Defect, ...] = (
    Defect(
        operation=10,
        code="RES-HI",
        pieces=7,
        swing=2,
        verdicts=("scrap", "repaired", "scrap", "repaired", "scrap", "repaired", "scrap"),
    ),
    Defect(operation=40, code="POLARITY", pieces=2, swing=1, verdicts=("repaired",)),
    Defect(operation=50, code="OTHER", pieces=1, swing=1, verdicts=("scrap",)),
    Defect(operation=60, code="TORQUE", pieces=4, swing=1, verdicts=("repaired",)),
    Defect(
        operation=70,
        code="NOISE",
        pieces=5,
        swing=1,
        verdicts=("open", "open", "scrap", "open", "open"),
    ),
)
"""A plain day: input 460, first pass 441 (95.87 %), scrap 6, repair 13, of which 9 in the shift."""


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """A material that is delivered: by whom, at what price, how much a day's motors need.

    Attributes:
        daily: quantity of a day of 460 pieces.
        line: the line side it is used at.
        plan: inspection plan, where it is inspected on receipt.
    """

    material: str
    supplier: str
    price: Decimal
    daily: Decimal
    line: str = "LS-L1"
    plan: str | None = None
    is_traced: bool = True


DELIVERY_DAYS = 5
"""Each material is delivered every fifth day, for five days."""
BOUGHT: tuple[Bought, ...] = (
    Bought(material="ST-CORE-27", supplier="S-CORE", price=Decimal("18.50"), daily=Decimal(460)),
    Bought(
        material="W-055",
        supplier="S-WIRE",
        price=Decimal("68.20"),
        daily=Decimal("193.2"),
        plan="IP-WIRE",
    ),
    Bought(material="PCB-H3", supplier="S-ELEC", price=Decimal("6.15"), daily=Decimal(460)),
    Bought(
        material="DC-350",
        supplier="S-CAST",
        price=Decimal("14.10"),
        daily=Decimal(466),
        line="LS-CNC",
        plan="IP-CAST",
    ),
    Bought(
        material="MG-46N",
        supplier="S-MAG",
        price=Decimal("0.56"),
        daily=Decimal(21160),
        plan="IP-MAG",
    ),
    Bought(
        material="BAR-12",
        supplier="S-CORE",
        price=Decimal("1.60"),
        daily=Decimal(466),
        line="LS-CNC",
    ),
    Bought(
        material="6001-2RS",
        supplier="S-BRG",
        price=Decimal("2.08"),
        daily=Decimal(920),
        plan="IP-BRG",
    ),
    Bought(material="EC-350", supplier="S-CAST", price=Decimal("7.90"), daily=Decimal(920)),
    Bought(
        material="M5X16",
        supplier="S-ELEC",
        price=Decimal("0.04"),
        daily=Decimal(5520),
        is_traced=False,
    ),
    Bought(material="WH-9P", supplier="S-ELEC", price=Decimal("5.55"), daily=Decimal(460)),
    Bought(
        material="CT-4",
        supplier="S-PACK",
        price=Decimal("3.20"),
        daily=Decimal(116),
        is_traced=False,
    ),
)

SHIPMENTS: tuple[tuple[str, int], ...] = (("C-RIDE", 300), ("C-URBAN", 145))
"""Motors that leave each afternoon, by customer."""
OPENING_MOTORS = 900
OPENING_DAYS = 6
"""Stock before the first day: so many days' need of everything bought."""
