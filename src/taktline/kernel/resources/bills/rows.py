"""A bill of materials and its lines, as they are read and as decisions know them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

LEVELS_MAX = 20
"""Levels of a product; deeper is a circle or a mistake."""
BILLS_MAX = 5_000
"""Bills one explosion reads; a larger product is asked for part by part."""


class BillLine(msgspec.Struct, frozen=True, kw_only=True):
    """One component of a bill.

    Attributes:
        quantity_per: in the component's base unit for the bill's quantity, above 0.
        is_fixed: once per order, however many are made.
        scrap_share: expected loss, 0 to below 1; what is needed is divided by 1 minus it.
    """

    id: UUID
    material_bill: UUID
    line: int
    material: UUID
    use: str = "consume"
    quantity_per: Decimal
    is_fixed: bool = False
    scrap_share: Decimal = Decimal(0)
    operation: str | None = None
    issue_method: str = "issue"
    substitute_group: str | None = None
    cost_share: Decimal | None = None
    archived: bool = False
    version: int = 1


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """A bill's head; `quantity` is how many of the material its lines are for, above 0."""

    id: UUID
    code: str
    name: str
    name_en: str | None = None
    material: UUID
    revision: int = 1
    status: str = "draft"
    effective_on: date | None = None
    quantity: Decimal = Decimal(1)
    archived: bool = False
    version: int = 1


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A material as bills speak of it."""

    id: UUID
    code: str
    name: str
    name_en: str | None = None
    unit: str
    archived: bool = False


class Bills(msgspec.Struct, frozen=True, kw_only=True):
    """Bills with their lines, and the materials they name."""

    bills: dict[UUID, Bill]
    lines: dict[UUID, list[BillLine]]
    parts: dict[UUID, Part]


def in_force(bills: list[Bill], today: date) -> Bill | None:
    """Return the bill a material is made by: the newest released one whose day has come.

    Where nothing was released yet it is the newest draft, so that a product can be looked at while
    it is designed.
    """
    released = [
        bill
        for bill in bills
        if bill.status == "released" and (bill.effective_on is None or bill.effective_on <= today)
    ]
    drafts = [bill for bill in bills if bill.status == "draft"]
    return max(released or drafts, key=lambda bill: (bill.revision, bill.code), default=None)
