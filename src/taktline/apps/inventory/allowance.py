"""What a job order may get of a material in all, and has got."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """What a job order may get of a material in all, and has got; base unit."""

    allowed: Decimal
    issued: Decimal

    @property
    def left(self) -> Decimal:
        """What may still be brought."""
        return max(self.allowed - self.issued, ZERO)


Bills = dict[UUID, dict[UUID, Allowance]]
