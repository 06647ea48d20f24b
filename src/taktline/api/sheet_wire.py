"""What is asked and answered when a sheet is brought in."""

from collections.abc import Mapping

import msgspec

from taktline.base.text import Text
from taktline.catalog.sheets.field import SheetKind
from taktline.catalog.sheets.head import KnownBy
from taktline.catalog.sheets.rows import Why
from taktline.catalog.sheets.target import RowPlan


class SheetAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind the `?` when a sheet is looked at.

    Attributes:
        name: of the file, for sentences.
        sheet: which one of a workbook; the first that fits if None.
        heading_line: the row of headings a person pointed at, from 1.
        sender: whose headings are remembered; the caller's own if None.
    """

    name: str = "sheet"
    sheet: str | None = None
    heading_line: int | None = None
    sender: str | None = None


class ImportAsked(SheetAsked, frozen=True, kw_only=True):
    """What stands behind the `?` when a sheet is brought in.

    Attributes:
        columns: JSON object of fields by column letters: `{"A": "code"}`.
        same: JSON object of values for every row that says none itself: `{"site": "S1"}`.
        dry_run: say what would happen; nothing is kept.
        only_good: bring in the rows without mistakes; else all or nothing.
        clear: an empty cell empties the value; else it leaves the value as it is.
        make: what rows name and nobody has yet is made along with them, as `makes` tells.
        seen: mark of the plan that was looked at; refused where it would do something else by now.
    """

    columns: str
    same: str = "{}"
    dry_run: bool = False
    only_good: bool = False
    clear: bool = False
    make: bool = False
    seen: str | None = None


class SheetNamed(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet of a workbook."""

    name: str
    rows: int


class ColumnLooked(msgspec.Struct, frozen=True, kw_only=True):
    """One column with its first filled cells.

    Attributes:
        by: how its field is known; None = nobody knows it yet.
    """

    column: str
    heading: str
    field: str | None
    by: KnownBy | None
    samples: tuple[str, ...]


class FieldOffered(msgspec.Struct, frozen=True, kw_only=True):
    """A field that a column may bring.

    Attributes:
        required: a new record needs it.
        needed: every row needs it.
    """

    name: str
    label: Text
    kind: SheetKind
    required: bool
    needed: bool
    to: str | None
    options: Mapping[str, Text]


class RowSkipped(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is no record."""

    line: int
    why: Why
    text: str


class SheetLooked(msgspec.Struct, frozen=True, kw_only=True):
    """How a sheet was understood.

    Attributes:
        rows: how many records it holds.
        changes: whether rows change what is there already.
    """

    target: str
    label: Text
    sheets: tuple[SheetNamed, ...]
    sheet: str
    heading_line: int
    columns: tuple[ColumnLooked, ...]
    fields: tuple[FieldOffered, ...]
    rows: int
    changes: bool
    skipped: tuple[RowSkipped, ...]


class RowRefused(msgspec.Struct, frozen=True, kw_only=True):
    """Why one row was not brought in, with its place in the sheet.

    Attributes:
        column: letters of the column it is about; None = the row as a whole.
    """

    line: int
    column: str | None
    field: str | None
    code: str
    title: str


class RecordMade(msgspec.Struct, frozen=True, kw_only=True):
    """A record that rows name and nobody has yet.

    Attributes:
        label: what its kind is called.
        line: of the first row that names it.
    """

    entity: str
    label: Text
    code: str
    name: str
    line: int


class SheetBrought(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a sheet.

    Attributes:
        rows: rows in it.
        accepted: those that were brought in, or would be.
        new, changed, unchanged, removed: what of them is what.
        plan: what each row does that does something, at most 500: changes first.
        makes: what rows name and nobody has yet, as far as the caller may make it, at most 500;
            made along with the rows where that was asked for.
        seen: mark of this plan.
        refused: reasons, at most 500.
        refused_rows: how many rows were refused.
        dry_run: nothing was kept.
    """

    rows: int
    accepted: int
    new: int
    changed: int
    unchanged: int
    removed: int
    plan: tuple[RowPlan, ...]
    makes: tuple[RecordMade, ...]
    seen: str
    refused_rows: int
    refused: tuple[RowRefused, ...]
    skipped: tuple[RowSkipped, ...]
    dry_run: bool
