"""What a job order may get of a material in all, and has got."""

from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.quantity import ZERO


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """What a job order may get of a material in all, and has got; base unit.

    Attributes:
        standing: what of it stood at the job order when this was read: what commands of the same
            batch have brought since comes on top of `issued`.
    """

    allowed: Decimal
    issued: Decimal
    standing: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """What may still be brought."""
        return max(self.allowed - self.issued, ZERO)


Bills = dict[UUID, dict[UUID, Allowance]]
