"""The two documents of an example folder: how files are to be read, and what they do not tell."""

import re
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.document import BadDocument, convert
from taktline.catalog.yaml import Plain, read_yaml
from taktline.kernel.states.mapping import MachineMapping

MAPPING, MATERIALS = "mapping.yaml", "materials.yaml"
K = TypeVar("K", bound="Sheet")


class NoExample(Problem):
    """The folder is no example: it has no mapping document."""

    title = Text(
        en="{folder} has no {file}; an example folder begins with it.",
        zh="{folder} 中没有 {file};示例文件夹须包含该文件。",
    )
    status = 404


class BadPattern(Problem):
    """A file pattern does not say what it must."""

    title = Text(
        en="The pattern {pattern} needs the groups {groups}.",
        zh="模式 {pattern} 须含命名组 {groups}。",
    )
    status = 400


class Sheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every document of an example begins with."""

    label: Text
    note: str = ""


class SiteDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The factory of the run."""

    code: str
    name: str
    zone: str = "UTC"
    currency: str = "USD"


class CenterDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The work center the machines belong to; money per hour of machine."""

    code: str
    name: str
    machine_rate_per_h: Decimal = Decimal(0)


class Recordings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where machine recordings lie and how their names tell what they are of.

    Attributes:
        file: regular expression for the whole name with the groups `part`, `operation`, `machine`,
            `piece`, and `count` where the name tells how many there are in all.
        machine: what the data items mean.
    """

    folder: str
    file: str
    machine: MachineMapping


class Laboratory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One laboratory's reports.

    Attributes:
        file: regular expression for the whole name with the group `part`, and `time` where the
            name tells when it was written.
        time: how `time` is written (strptime); site's zone.
        serial: regular expression whose first group is the piece's number.
    """

    code: str
    label: Text
    folder: str
    file: str
    time: str | None = None
    serial: str = r"(\d+)"


class Mapping(Sheet, frozen=True, kw_only=True):
    """How the files of a run are to be read; names no part, serial or operation."""

    replay: str
    site: SiteDraft
    work_center: CenterDraft
    recordings: Recordings
    laboratories: tuple[Laboratory, ...] = ()


class UnitDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The unit pieces are counted in."""

    code: str
    name: str
    places: int = 0


class ProductDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The product; `{part}` stands for the part's name."""

    code: str
    name: str


class BlankDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a piece is made from, one each, all of one lot; price per piece."""

    code: str
    name: str
    lot: str
    price: Decimal


class PartnerDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who delivers the blanks."""

    code: str
    name: str


class Materials(Sheet, frozen=True, kw_only=True):
    """What the recordings do not tell: units, materials, places."""

    materials: str
    unit: UnitDraft
    product: ProductDraft
    blank: BlankDraft
    supplier: PartnerDraft
    line_side: str
    store: str


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """An example folder, read."""

    mapping: Mapping
    materials: Materials

    @property
    def name(self) -> str:
        """The example's name: the root of all ids made from it."""
        return self.mapping.replay


def read_example(folder: Path) -> Example:
    """Read an example folder.

    Raises:
        NoExample: a document is missing.
        BadYaml, BadDocument, BadPattern: one is not as it must be.
    """
    mapping = read_sheet(folder, MAPPING, Mapping)
    pattern_of(mapping.recordings.file, "part", "operation", "machine", "piece")
    for laboratory in mapping.laboratories:
        pattern_of(laboratory.file, "part")
        pattern_of(laboratory.serial)
    return Example(mapping=mapping, materials=read_sheet(folder, MATERIALS, Materials))


def read_sheet(folder: Path, file: str, kind: type[K]) -> K:
    """Read one document of an example folder.

    Raises:
        NoExample: it is missing.
        BadYaml, BadDocument: it is not as it must be.
    """
    path = folder / file
    if not path.is_file():
        raise NoExample(folder=folder.name, file=file)
    return convert(read_yaml(path.read_text(encoding="utf-8"), file), kind, file)


def kind_of(folder: Path) -> str:
    """Return what an example is for: the first key of its mapping document.

    Raises:
        NoExample: it has none.
        BadYaml, BadDocument: it is not as it must be.
    """
    path = folder / MAPPING
    if not path.is_file():
        raise NoExample(folder=folder.name, file=MAPPING)
    content: Plain = read_yaml(path.read_text(encoding="utf-8"), MAPPING)
    if not isinstance(content, dict) or not content:
        raise BadDocument(file=MAPPING, reason="empty")
    return next(iter(content))


def pattern_of(text: str, *groups: str) -> re.Pattern[str]:
    """Compile a pattern that must have some named groups.

    Raises:
        BadPattern: it has not, or is no regular expression.
    """
    try:
        pattern = re.compile(text)
    except re.error:
        raise BadPattern(pattern=text, groups=groups) from None
    if not set(groups) <= pattern.groupindex.keys():
        raise BadPattern(pattern=text, groups=groups)
    return pattern


def named(template: str, part: str) -> str:
    """Return a code or name with `{part}` replaced."""
    return template.replace("{part}", part)
