"""Why a record was not saved: each refusal with its field, in the reader's language."""

from taktline.base.problem import Problem
from taktline.base.text import Text


class FieldRequired(Problem):
    """A field that must be filled in is empty."""

    title = Text(en="{label} must be filled in.", zh="{label}必须填写。")
    status = 400


class FieldTooLong(Problem):
    """A text is longer than its field allows."""

    title = Text(
        en="{label} has {length} characters; at most {limit} are possible.",
        zh="{label}有 {length} 个字符,最多 {limit} 个。",
    )
    status = 400


class FieldOutOfRange(Problem):
    """A number lies outside of its bounds."""

    title = Text(
        en="{label}: {value} does not lie between {min} and {max}.",
        zh="{label}:{value} 不在 {min} 与 {max} 之间。",
    )
    status = 400


class TooManyPlaces(Problem):
    """A number has more decimal places than its field keeps."""

    title = Text(
        en="{label}: {value} has more than {places} decimal places.",
        zh="{label}:{value} 的小数位超过 {places} 位。",
    )
    status = 400


class PatternMissed(Problem):
    """A text does not look as its field asks for."""

    title = Text(
        en="{label}: {value} does not have the form {pattern}.",
        zh="{label}:{value} 不符合格式 {pattern}。",
    )
    status = 400


class OptionDisabled(Problem):
    """A choice is no longer offered."""

    title = Text(
        en="{label}: {value} is no longer a choice.",
        zh="{label}:选项 {value} 已停用。",
    )
    status = 400


class NoOption(Problem):
    """A formula gave a word that is none of the field's choices."""

    title = Text(en="{label}: {value} is no choice.", zh="{label}:{value} 不是可选项。")
    status = 400


class UnitDiffers(Problem):
    """A value was given in another unit than its field is kept in."""

    title = Text(
        en="{label} is kept in {unit}; {given} was given.",
        zh="{label}的单位为 {unit},给出的是 {given}。",
    )
    status = 400


class NotEditable(Problem):
    """A field may not be changed in the record's present state."""

    title = Text(en="{label} cannot be changed in this state.", zh="{label}在当前状态下不能修改。")
    status = 409


class FieldFixed(Problem):
    """A value that records elsewhere are written in; another one would change what they say."""

    title = Text(
        en="{label} of {code} stays as it is: there are records of {entity} already. Make a new "
        "one instead.",
        zh="{code} 的{label}不能再改:已有相关的{entity}记录,请另建一条。",
    )
    status = 409


class FieldInUse(Problem):
    """A value in which something is written that is there now, such as stock."""

    title = Text(
        en="{label} of {code} stays as it is while it is in use: {entity}.",
        zh="{code} 的{label}使用期间不能修改:{entity}。",
    )
    status = 409


class RecordNotEditable(Problem):
    """A record may not be changed in its present state; the sentence is the document's."""

    title = Text(en="{sentence}", zh="{sentence}")
    status = 409


class LinkMissing(Problem):
    """A link names a record that is not there."""

    title = Text(en="{label}: there is no {entity} {value}.", zh="{label}:没有{entity} {value}。")
    status = 400


class LinkAmbiguous(Problem):
    """A link names a code that several records have; only the id tells which."""

    title = Text(
        en="{label}: {count} records have the code {value}; give the id.",
        zh="{label}:有 {count} 条记录的编码为 {value},请使用标识。",
    )
    status = 400


class LinkArchived(Problem):
    """A link names a record that is no longer in use."""

    title = Text(
        en="{label}: {value} is archived.",
        zh="{label}:{value} 已归档。",
    )
    status = 409


class BelowItself(Problem):
    """A record would stand below itself."""

    title = Text(
        en="{label}: {value} stands below this record.",
        zh="{label}:{value} 位于本记录之下,不能作为上级。",
    )
    status = 409


class TooManyRows(Problem):
    """A subform has more rows than a person reads."""

    title = Text(
        en="{label} has {count} rows; at most {limit} are possible.",
        zh="{label}有 {count} 行,最多 {limit} 行。",
    )
    status = 400


class AlreadyExists(Problem):
    """Another record has the same key, or the same value of a field that must be unique."""

    title = Text(
        en="{entity}: there is one with {values} already.",
        zh="{entity}:已存在 {values} 的记录。",
    )
    status = 409


class RuleBroken(Problem):
    """A record does not hold a condition of its entity; the sentence is the document's."""

    title = Text(en="{sentence}", zh="{sentence}")
    status = 409


class RecordChanged(Problem):
    """Somebody else changed the record since it was read."""

    title = Text(
        en="{code} was changed meanwhile: it is at version {version}, {expected} was expected. "
        "Read it again.",
        zh="{code} 已被他人修改:当前版本为 {version},期望版本为 {expected}。请重新读取。",
    )
    status = 409


class RecordArchived(Problem):
    """An archived record cannot be changed; restore it first."""

    title = Text(en="{code} is archived; restore it first.", zh="{code} 已归档,请先恢复。")
    status = 409


class NotArchived(Problem):
    """Only an archived record can be restored."""

    title = Text(en="{code} is not archived.", zh="{code} 未归档。")
    status = 409


class StillLinked(Problem):
    """Records that are in use link to the one that is to be archived."""

    title = Text(
        en="{code} is still used by {count} records: {where}.",
        zh="{code} 仍被 {count} 条记录使用:{where}。",
    )
    status = 409


class UnknownField(Problem):
    """An extra field is not one of the tenant's."""

    title = Text(en="There is no field {field}.", zh="没有字段 {field}。")
    status = 400


class FieldMalformed(Problem):
    """An extra field's value has another type than the field."""

    title = Text(en="{label}: {reason}.", zh="{label}:{reason}。")
    status = 400


REFUSALS: tuple[type[Problem], ...] = (
    FieldRequired, FieldTooLong, FieldOutOfRange, TooManyPlaces, PatternMissed, OptionDisabled,
    NoOption, UnitDiffers, LinkMissing, LinkAmbiguous, LinkArchived, BelowItself, TooManyRows,
    UnknownField,
    FieldMalformed, RuleBroken, AlreadyExists,
)  # fmt: skip
"""What saving a record may raise, in the order in which it is asked."""
