"""First in, first out for goods without lots: the layers a key holds, read from the journal.

What is left at a key are the newest quantities that came, so its layers are its newest incoming
moves that make up what it holds; nothing is stored beside the moves. Traced goods need no layers:
each lot is one.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.money import to_minor
from taktline.base.quantity import ZERO
from taktline.kernel.ledger.stock import Balance, Layer, Stock
from taktline.platform.transaction import Tx

LAYERS_MAX = 500
"""Newest deliveries looked at per key; what is older counts as one layer."""

LAYERS = """
    SELECT w.id, m.quantity, m.value
    FROM unnest(%(ids)s::uuid[], %(places)s::uuid[], %(lots)s::uuid[], %(units)s::uuid[],
        %(statuses)s::text[], %(held)s::numeric[]) AS w(id, place, lot, unit, status, held)
    CROSS JOIN LATERAL (
        SELECT n.quantity, n.value, row_number() OVER newest AS age,
            sum(n.quantity) OVER newest AS newer
        FROM (
            SELECT v.quantity, coalesce(v.value, 0) AS value, v.occurred_at, v.recorded_at, v.cause,
                v.line
            FROM move v
            WHERE v.target_place = w.place AND v.lot = w.lot AND v.target_status = w.status
                AND v.target_owner IS NULL AND v.quantity > 0
                AND v.target_handling_unit IS NOT DISTINCT FROM w.unit
                AND NOT EXISTS (SELECT 1 FROM move r WHERE r.reverses = v.id)
            ORDER BY v.occurred_at DESC, v.recorded_at DESC, v.cause DESC, v.line DESC
            LIMIT %(limit)s
        ) n
        WINDOW newest AS (
            ORDER BY n.occurred_at DESC, n.recorded_at DESC, n.cause DESC, n.line DESC)
    ) m
    WHERE m.newer - m.quantity < w.held
    ORDER BY w.id, m.age DESC"""


async def add_layers(tx: Tx, stock: Stock) -> None:
    """Read the layers of every loaded key whose material is costed first in, first out."""
    if all(material.costing != "fifo" for material in stock.materials.values()):
        return
    wanted = {
        balance.key.balance_id(): balance
        for balance in stock.balances.values()
        if balance.is_physical and stock.is_layered(balance.key)
    }
    held = {id_: balance for id_, balance in wanted.items() if balance.quantity > 0}
    for balance in wanted.values():
        balance.layers = ()
    if not held:
        return
    keys = [balance.key for balance in held.values()]
    rows = await tx.fetch(
        LAYERS,
        {
            "ids": list(held),
            "places": [key.place for key in keys],
            "lots": [key.lot for key in keys],
            "units": [key.handling_unit for key in keys],
            "statuses": [key.status for key in keys],
            "held": [balance.quantity for balance in held.values()],
            "limit": LAYERS_MAX,
        },
    )
    came: dict[UUID, list[Layer]] = defaultdict(list)
    for id_, quantity, value in msgspec.convert(rows, list[tuple[UUID, Decimal, Decimal]]):
        came[id_].append(Layer(quantity=quantity, value=value))
    for id_, balance in held.items():
        balance.layers = layers_left(came[id_], balance.quantity)


def layers_left(came: Sequence[Layer], held: Decimal) -> tuple[Layer, ...]:  # tidy: positional
    """Return what is left of deliveries, oldest first, where so much is held.

    The newest stay; of the oldest of them as much as is left, with its share of value.
    """
    left: list[Layer] = []
    missing = held
    for layer in reversed(came):
        if missing <= 0:
            break
        part = min(layer.quantity, missing)
        left.append(Layer(quantity=part, value=layer.value * part / layer.quantity))
        missing -= part
    return tuple(reversed(left))


def without_oldest(layers: tuple[Layer, ...], quantity: Decimal) -> tuple[Layer, ...]:
    """Return layers less a quantity, taken from the oldest."""
    left = sum((layer.quantity for layer in layers), ZERO) - quantity
    return layers_left(layers, max(left, ZERO))


def layer_parts(held: Balance, quantity: Decimal) -> list[Decimal]:  # tidy: positional - plain
    """Return a quantity in parts that each come from one layer, oldest first.

    Carried from place to place, layers stay apart: one move each.
    """
    parts: list[Decimal] = []
    left = quantity
    for layer in (held.layers or ())[:-1]:
        part = min(layer.quantity, left)
        if part > 0:
            parts.append(part)
        left -= part
    return [*parts, left] if left > 0 else parts


def first_in_value(held: Balance, quantity: Decimal, *, currency: str) -> Decimal:
    """Return what a quantity is worth if the oldest goods leave first.

    A late invoice changes what a key is worth after its deliveries: each layer bears its share.

    value = worth of the oldest layers * held value / worth of all layers, half even to the minor
    unit, never more than is held.

    Args:
        quantity: in the base unit, above 0 and less than is held.
    """
    layers = held.layers or ()
    whole = sum((layer.value for layer in layers), ZERO)
    if whole == 0:
        return to_minor(held.value * quantity / held.quantity, currency)
    kept = sum((layer.value for layer in without_oldest(layers, quantity)), ZERO)
    return min(to_minor((whole - kept) * held.value / whole, currency), held.value)
