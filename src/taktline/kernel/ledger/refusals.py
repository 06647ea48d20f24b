"""Why the ledger does not book something: too little there, held, expired, not released."""

from taktline.base.problem import Problem
from taktline.base.text import Text


class StatusForbids(Problem):
    """Goods that are not available may not go there (handbook, ledger section 3, L11)."""

    title = Text(
        en="Lot {lot} at {place} is {status}; it may not go to {target}. Decide on it first.",
        zh="{place} 的批次 {lot} 状态为 {status},不得移至 {target},请先作出判定。",
    )


class LotHeld(Problem):
    """An open hold stops the lot wherever it is."""

    title = Text(
        en="Lot {lot} is held by {hold}; it may only be blocked, scrapped, returned or counted.",
        zh="批次 {lot} 被 {hold} 扣留,只可冻结、报废、退供应商或盘点。",
    )
    retry = True


class LotExpired(Problem):
    """The lot's date has passed; it may not reach production or a customer."""

    title = Text(
        en="Lot {lot} expired on {expires_on}; it may not go to {target}.",
        zh="批次 {lot} 已于 {expires_on} 过期,不得移至 {target}。",
    )


class NegativeValue(Problem):
    """Goods are worth nothing or more; what was booked too high is corrected."""

    title = Text(
        en="A price or value must not be below zero; {value} was given.",
        zh="单价或金额不得小于零;给出的是 {value}。",
    )
    status = 400


class Shortage(Problem):
    """A place holds less than is asked for."""

    title = Text(
        en="{place} holds {held} {unit} of lot {lot}; {asked} {unit} were asked for.",
        zh="{place} 的批次 {lot} 现有 {held} {unit},需要 {asked} {unit}。",
    )
    retry = True


class BackdatedShortage(Problem):
    """At some later instant the place would have held less than nothing."""

    title = Text(
        en="{place} held only {held} {unit} of lot {lot} after {occurred_at}; {asked} {unit} "
        "were asked for at that time.",
        zh="{place} 的批次 {lot} 在 {occurred_at} 之后最少只有 {held} {unit},"
        "当时需要 {asked} {unit}。",
    )


class ValueShortage(Problem):
    """A place's goods are worth less than would be taken, or keep a worth with nothing left."""

    title = Text(
        en="Lot {lot} at {place} is worth {held} {currency}; {asked} {currency} cannot be taken "
        "with {quantity} {unit}. Revalue it first.",
        zh="{place} 的批次 {lot} 价值 {held} {currency},不能随 {quantity} {unit} 转出 "
        "{asked} {currency},请先调整价值。",
    )


class SerialTwice(Problem):
    """A serial number stands for one piece; it cannot be in two places or come twice."""

    title = Text(
        en="Serial {lot} is one piece and already exists at {place}.",
        zh="序列号 {lot} 只代表一件,且已在 {place}。",
    )


class NothingAllocatable(Problem):
    """Too little is available, ours, in date and not held."""

    title = Text(
        en="{place} has {held} {unit} of {material} to take; {asked} {unit} were asked for.",
        zh="{place} 可用 {material} {held} {unit},需要 {asked} {unit}。",
    )
    retry = True


class UnknownPlace(Problem):
    """Nobody opened a place with this code at this site."""

    title = Text(en="There is no place {place} at this site.", zh="本工厂没有库位 {place}。")
    status = 404


class UnknownLot(Problem):
    """The material has no lot with this code."""

    title = Text(
        en="{material} has no lot {lot}.",
        zh="物料 {material} 没有批次 {lot}。",
    )
    status = 404


class LotNeeded(Problem):
    """Traced material is booked by lot."""

    title = Text(
        en="{material} is traced by lot; name the lot.",
        zh="物料 {material} 按批次管理,请填写批次。",
    )
    status = 400


class AlreadyReversed(Problem):
    """Each move is taken back at most once."""

    title = Text(
        en="The command {command} has been reversed already.",
        zh="命令 {command} 已被冲销。",
    )


class NothingToReverse(Problem):
    """The command moved nothing, or is itself a reversal: report again instead."""

    title = Text(
        en="The command {command} has no moves that can be reversed.",
        zh="命令 {command} 没有可冲销的移动。",
    )


class NotInUnit(Problem):
    """No exact conversion leads from the entered unit to the material's base unit."""

    title = Text(
        en="{material} is kept in {base}; there is no conversion from {unit}.",
        zh="物料 {material} 以 {base} 计量,没有从 {unit} 的换算。",
    )
    status = 400


class NotAQuantity(Problem):
    """A quantity must be above zero."""

    title = Text(en="The quantity must be above zero.", zh="数量必须大于零。")
    status = 400
