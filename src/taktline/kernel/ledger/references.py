"""Finds what commands name by code or id: sites, materials, partners, handling units, units."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import bounded
from taktline.base.text import Text
from taktline.kernel.ledger.stock import Material
from taktline.kernel.resources.conversion import (
    Conversion,
    NoConversion,
    ratio,
    refuse_misfit,
    to_base,
)
from taktline.platform.transaction import Params, Tx


class SiteNeeded(Problem):
    """The tenant has several sites, and the command names none."""

    title = Text(en="Name the site: there are {count}.", zh="请指明工厂:共有 {count} 个工厂。")
    status = 400


class QuantityNotPositive(Problem):
    """A quantity must be above zero, also after it is rounded to the unit."""

    title = Text(
        en="The quantity must be above zero; {entered} {unit} rounds to {rounded} {base}.",
        zh="数量必须大于零;{entered} {unit} 修约后为 {rounded} {base}。",
    )
    status = 400


class NoSecondUnit(Problem):
    """A second measure of goods that are measured once."""

    title = Text(
        en="{material} has no second unit: {measured} would be a weight of nothing.",
        zh="{material} 没有第二计量单位,不能填写第二数量 {measured}。",
    )
    status = 400


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity as it was entered and as it is booked; `second` was measured beside it."""

    base: Decimal
    entered: Decimal
    unit: str
    second: Decimal | None = None


class References(msgspec.Struct, kw_only=True):
    """What codes mean; ids stand for themselves."""

    sites: dict[str, UUID] = {}
    materials: dict[str, UUID] = {}
    partners: dict[str, UUID] = {}
    handling_units: dict[str, UUID] = {}
    partner_codes: dict[UUID, str] = {}
    conversions: tuple[Conversion, ...] = ()

    def site(self, reference: str | None) -> UUID:
        """Return a site; the only one where none is named.

        Raises:
            SiteNeeded: none is named and there are several.
            NotFound: there is none of this code.
        """
        if reference is not None:
            return found(self.sites, reference, kind="site")
        own = set(self.sites.values())
        if len(own) != 1:
            raise SiteNeeded(count=len(own), at="/site")
        return next(iter(own))

    def site_or_none(self, reference: str | None) -> UUID | None:
        """Return a site as `site` does, or None: `load` asks, `decide` refuses."""
        try:
            return self.site(reference)
        except Problem:
            return None

    def material(self, reference: str) -> UUID:
        """Return a material.

        Raises:
            NotFound: there is none.
        """
        return found(self.materials, reference, kind="material")

    def partner(self, reference: str) -> UUID:
        """Return a supplier, customer or carrier.

        Raises:
            NotFound: there is none.
        """
        return found(self.partners, reference, kind="partner")

    def partner_code(self, reference: str) -> str:
        """Return the code of a partner named by code or id; what was named where there is none."""
        record = self.partners.get(_plain(reference))
        return reference if record is None else self.partner_codes[record]

    def entered(
        self,
        material: Material,
        quantity: Decimal,
        *,
        unit: str | None,
        second: Decimal | None = None,
    ) -> Entered:
        """Return an entered quantity in the base unit, rounded once.

        Args:
            second: what was measured beside it, in the material's second unit.

        Raises:
            NoSecondUnit: it is measured once.
            NoConversion: the unit leads nowhere.
            QuantityNotPositive: nothing is left of it.
        """
        self.refuse_unmeasured(material, second)
        own = unit or material.unit
        share = ratio(self.conversions, material.id, source=own, target=material.unit)
        base = to_base(quantity, share, places=material.unit_places)
        if base <= 0:
            raise QuantityNotPositive(
                entered=str(quantity), unit=own, rounded=str(base), base=material.unit
            )
        return Entered(base=base, entered=quantity, unit=own, second=second)

    @staticmethod
    def refuse_unmeasured(material: Material, measured: Decimal | None) -> None:
        """Refuse a second measure of goods that are measured once, or one below zero.

        Raises:
            NotADecimal: it is no number.
            NoSecondUnit: the material has no second unit.
            QuantityNotPositive: it is below zero.
        """
        if measured is None:
            return
        unit = material.second_unit
        if unit is None:
            raise NoSecondUnit(material=material.code, measured=str(measured), at="/lines")
        if bounded(measured) < 0:
            told = str(measured)
            raise QuantityNotPositive(entered=told, unit=unit, rounded=told, base=unit)

    def refuse_misweighed(
        self, material: Material, quantity: Decimal, *, measured: Decimal | None
    ) -> None:
        """Refuse a catch weight too far from what the material's conversion lets one expect.

        Where there is no conversion, or no tolerance, every weight is taken as it was measured.

        Raises:
            OutOfTolerance: it is further away than the material's tolerance allows.
        """
        second, tolerance = material.second_unit, material.second_tolerance
        if measured is None or second is None or tolerance is None:
            return
        try:
            share = ratio(self.conversions, material.id, source=material.unit, target=second)
        except NoConversion:
            return
        units = f"{material.unit}/{second}"
        refuse_misfit(quantity, measured, share=share, tolerance=tolerance, units=units)


def found(known: dict[str, UUID], reference: str, *, kind: str) -> UUID:
    """Return the record of a code or id.

    Raises:
        NotFound: there is none.
    """
    record = known.get(_plain(reference))
    if record is None:
        raise NotFound(kind=kind, code=reference)
    return record


def _plain(reference: str) -> str:
    own = id_of(reference)
    return reference if own is None else str(own)


class ReferencesWanted(msgspec.Struct, kw_only=True):
    """What a batch names, by code or id."""

    materials: set[str] = set()
    partners: set[str] = set()
    handling_units: set[str] = set()

    def want(
        self,
        *,
        materials: Iterable[str | None] = (),
        partners: Iterable[str | None] = (),
        handling_units: Iterable[str | None] = (),
    ) -> None:
        """Ask for what is named; None is left out."""
        self.materials |= {m for m in materials if m is not None}
        self.partners |= {p for p in partners if p is not None}
        self.handling_units |= {h for h in handling_units if h is not None}


SITES = "SELECT id, code FROM site"
NAMED = """
    SELECT id, code FROM {table}
    WHERE code = ANY(%(codes)s::text[]) OR id = ANY(%(ids)s::uuid[])"""
MATERIALS = NAMED.format(table="material")
PARTNERS = NAMED.format(table="partner")
UNITS = NAMED.format(table="handling_unit")
CONVERSIONS = """
    SELECT s.code, t.code, c.num::bigint, c.den::bigint, c.material
    FROM unit_conversion c
    JOIN unit s ON s.id = c.source_unit
    JOIN unit t ON t.id = c.target_unit
    WHERE NOT c.archived AND (c.material IS NULL OR c.material IN (
        SELECT id FROM material
        WHERE code = ANY(%(codes)s::text[]) OR id = ANY(%(ids)s::uuid[])))"""


async def load_references(tx: Tx, wanted: ReferencesWanted) -> References:
    """Find what a batch names, in one round trip; what does not exist is simply not there."""
    materials = _named(wanted.materials)
    sites, known, partners, units, conversions = await tx.fetch_many(
        [
            (SITES, None),
            (MATERIALS, materials),
            (PARTNERS, _named(wanted.partners)),
            (UNITS, _named(wanted.handling_units)),
            (CONVERSIONS, materials),
        ]
    )
    return References(
        sites=_by_reference(sites),
        materials=_by_reference(known),
        partners=_by_reference(partners),
        handling_units=_by_reference(units),
        partner_codes=dict(msgspec.convert(partners, list[tuple[UUID, str]])),
        conversions=tuple(
            Conversion(source=source, target=target, num=num, den=den, material=material)
            for source, target, num, den, material in msgspec.convert(
                conversions, list[tuple[str, str, int, int, UUID | None]]
            )
        ),
    )


def _named(references: set[str]) -> Params:
    ids = {reference: id_of(reference) for reference in references}
    return {
        "codes": sorted(code for code, own in ids.items() if own is None),
        "ids": sorted(own for own in ids.values() if own is not None),
    }


def _by_reference(rows: list[tuple[object, ...]]) -> dict[str, UUID]:
    known: dict[str, UUID] = {}
    for record, code in msgspec.convert(rows, list[tuple[UUID, str]]):
        known[code] = record
        known[str(record)] = record
    return known
