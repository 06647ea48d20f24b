"""Entities: kinds of records with typed fields; a document each, a real table each."""

import re
from typing import Literal

import msgspec

from taktline.base.text import Text
from taktline.platform.second_signature import Topic

FieldType = Literal[
    "text",
    "long_text",
    "number",
    "money",
    "quantity",
    "instant",
    "date",
    "time",
    "duration",
    "switch",
    "option",
    "options",
    "link",
    "links",
    "file",
    "files",
    "json",
    "subform",
    "lookup",
    "roll_up",
    "running_number",
]

OnDelete = Literal["restrict", "clear"]
Storage = Literal["catalog", "kernel"]
ViewKind = Literal["list", "kanban", "calendar", "tree", "gallery"]
"""Ways of looking at records."""

KEY = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
"""A field's key: ASCII snake_case, at most 40 bytes; its identity for ever."""

TEXT_LENGTH_MAX = 4000
"""Default limit of a text field; long_text has ten times that."""

FIELDS_MAX = 300
"""Fields of one entity; a record nobody can read on one screen is several records."""


class Option(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One choice of an option field; disabled rather than deleted."""

    label: Text
    color: str | None = None
    disabled: bool = False


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One typed value of an entity.

    Attributes:
        type: what it holds.
        label: what people see.
        note: help shown beside it.
        required: a record cannot be saved without it.
        unique: no two records have the same value.
        to: entity a link points to, or whose rows a roll-up counts.
        on_delete: what archiving the linked record does to this one.
        length: most characters of a text.
        places: decimal places of a number.
        min, max: bounds of a number, as decimals in plain notation.
        unit: fixed unit of a number or quantity.
        unit_in: where the unit or currency of a number stands, dotted through links: `unit`, or
            `material.unit.code`. Amounts of several are never added.
        options: the choices of an option field, by key.
        default: FEEL, evaluated when a record is created without the field.
        formula: FEEL; the value is computed at save and stored in an ordinary column.
        visible, required_when, editable: FEEL; conditions on the other fields.
        pattern: regular expression a text must match as a whole.
        format: what a text must be: a time zone of the IANA database.
        fixed_by: kinds of records with their link here (`lot.material`, `lot.material.unit`):
            once there is one, the value stays as it is, for what was written in it would mean
            something else. Records that keep others only at times count only then (`keeps`).
        may_rise: a number that is fixed may still become greater.
        fields: the columns of a subform's rows.
        through, field, measure, filter: of a lookup or roll-up: the link it follows, the field it
            takes, how it sums up, and which rows.
        number_rule: segments of a running number, for instance `MO-{yyMMdd}-{0001}`.
        renamed_from: the key it had before; stated, never guessed.
        deprecated: still there, to be dropped two releases on.
    """

    type: FieldType
    label: Text
    note: Text | None = None
    required: bool = False
    unique: bool = False
    to: str | None = None
    on_delete: OnDelete = "restrict"
    length: int | None = None
    places: int | None = None
    min: str | None = None
    max: str | None = None
    unit: str | None = None
    unit_in: str | None = None
    options: dict[str, Option] = {}
    default: str | None = None
    formula: str | None = None
    visible: str | None = None
    required_when: str | None = None
    editable: str | None = None
    pattern: str | None = None
    format: Literal["zone"] | None = None
    fixed_by: tuple[str, ...] = ()
    may_rise: bool = False
    fields: dict[str, "Field"] = {}
    through: str | None = None
    field: str | None = None
    measure: Literal["count", "sum", "avg", "min", "max"] | None = None
    filter: str | None = None
    number_rule: str | None = None
    renamed_from: str | None = None
    deprecated: bool = False


class Check(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition every record must hold, and what to tell people when it does not."""

    holds: str
    title: Text
    at: str = ""


class Editable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """While a record may be changed, and what to tell people when it may not.

    Attributes:
        holds: FEEL over the record and what it links to, such as `material_bill.status = "draft"`.
        title: why not, and what to do instead.
        always: fields that may be changed all the same, such as the status that opens it again.
    """

    holds: str
    title: Text
    always: tuple[str, ...] = ()


class Keeps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What records that verbs of ours write keep in use, such as a material that is in stock.

    Attributes:
        links: their links to what cannot be archived meanwhile.
        within: their json fields that name such records by id, by the entity these are of.
        when: FEEL over the record: while it does.
    """

    links: tuple[str, ...]
    when: str
    within: dict[str, str] = {}


class SignedAs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That two people decide about a record where the plant wants it so.

    Attributes:
        topic: what it is about; see the topics of second signatures.
        when: FEEL over what a command says of the record; what it leaves out is empty.
    """

    topic: Topic
    when: str


class Index(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fields people search and sort by together."""

    fields: tuple[str, ...]
    unique: bool = False


SYSTEM_FIELDS = (
    "id",
    "archived",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
)
"""Columns an entity's table has without naming them."""


class Entity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of record.

    Attributes:
        entity: its name: ASCII snake_case, singular, the standard's word.
        label: what people see.
        note: one sentence on what it is for.
        key: the fields that identify a record to people; `code` where there is nothing better.
        title: the field shown where another record links to it.
        storage: `kernel` = the table is made by numbered SQL and only described here.
        written_by: verbs that alone may write it, for instance `kernel.*`; empty = the generic
            create, change and archive commands.
        append_only: records are made once, and neither changed nor archived.
        per_site: every record belongs to one site, by its `site` or that of its `place`; a reader
            sees those of his sites.
        system: the system's columns its table has; fewer than all only for the kernel's facts.
        undescribed: columns of a kernel table that records do not show.
        fields: by key, in reading order.
        checks: by name.
        editable: while the generic commands may make, change, archive and restore a record; none =
            at any time.
        keeps: what its records keep from being archived, where verbs of ours write them; those that
            the generic commands write keep whatever they link to until they are archived.
        signed: when making or changing a record is for two people to decide; none = never.
        indexes: beyond those of key and links.
        history: every change of a field is kept with who and when.
        views: ways of looking at the records beside the list; empty = those its fields allow.
    """

    entity: str
    label: Text
    note: str = ""
    key: tuple[str, ...] = ("code",)
    title: str = "name"
    storage: Storage = "catalog"
    written_by: tuple[str, ...] = ()
    append_only: bool = False
    per_site: bool = False
    system: tuple[str, ...] = SYSTEM_FIELDS
    undescribed: tuple[str, ...] = ()
    fields: dict[str, Field]
    checks: dict[str, Check] = {}
    editable: Editable | None = None
    keeps: Keeps | None = None
    signed: SignedAs | None = None
    indexes: tuple[Index, ...] = ()
    history: bool = True
    views: tuple[ViewKind, ...] = ()
    renamed_from: str | None = None
