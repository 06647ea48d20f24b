"""Money: an exact amount in a currency, rounded to its minor unit when it is posted."""

from decimal import Decimal

import msgspec

from taktline.base.quantity import rounded_value

MINOR_PLACES = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3}
"""Currencies whose minor unit is not the hundredth (ISO 4217)."""


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in an ISO 4217 currency."""

    amount: Decimal
    currency: str


def minor_places(currency: str) -> int:
    """Return the decimal places of a currency's minor unit (ISO 4217): 2 for most."""
    return MINOR_PLACES.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> Decimal:
    """Round an amount half even to the minor unit of its currency."""
    return rounded_value(amount, minor_places(currency))
