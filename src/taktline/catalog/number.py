"""Running numbers of records, as their rule writes them: `MO-{yyMMdd}-{0001}`."""

from collections.abc import Sequence
from typing import Protocol

from taktline.catalog.shape import Shape
from taktline.platform.command import Command
from taktline.platform.number import Counter, take_gapless
from taktline.platform.transaction import Tx


class NumberSource(Protocol):
    """Gives the running numbers of a batch, in the order of its commands."""

    async def take(
        self, tx: Tx, shape: Shape, field: str, *, commands: Sequence[Command]
    ) -> list[str]:
        """Return one number per command."""


class GaplessNumbers:
    """Numbers from counters that are locked until the commit."""

    async def take(
        self, tx: Tx, shape: Shape, field: str, *, commands: Sequence[Command]
    ) -> list[str]:
        """Return one number per command."""
        rule = shape.fields[field].field.number_rule or ""
        counter = Counter(rule=f"{shape.name}.{field}")
        taken = await take_gapless(tx, counter, count=len(commands))
        return [f"{rule}{number}" for number in taken]
