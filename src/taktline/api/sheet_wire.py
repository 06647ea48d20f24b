"""What is asked and answered when a sheet is brought in."""

from collections.abc import Mapping

import msgspec

from taktline.base.text import Text
from taktline.catalog.sheets.field import SheetKind
from taktline.catalog.sheets.head import KnownBy
from taktline.catalog.sheets.rows import Why


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
    """

    columns: str
    same: str = "{}"
    dry_run: bool = False
    only_good: bool = False


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
    """A field that a column may bring."""

    name: str
    label: Text
    kind: SheetKind
    required: bool
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
    """

    target: str
    label: Text
    sheets: tuple[SheetNamed, ...]
    sheet: str
    heading_line: int
    columns: tuple[ColumnLooked, ...]
    fields: tuple[FieldOffered, ...]
    rows: int
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


class SheetBrought(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a sheet.

    Attributes:
        rows: records in it.
        accepted: those that were brought in, or would be.
        refused: reasons, at most 500.
        refused_rows: how many rows were refused.
        dry_run: nothing was kept.
    """

    rows: int
    accepted: int
    refused_rows: int
    refused: tuple[RowRefused, ...]
    skipped: tuple[RowSkipped, ...]
    dry_run: bool
