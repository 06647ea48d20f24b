"""A plant as one document: the commands that set it up, in order."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.document import parse
from taktline.plants.clerk import Order

PLANT = "plant.yaml"


class NoPlant(Problem):
    """There is no plant of this name, and no folder with one."""

    title = Text(
        en="There is no plant {name}; there are {known}, or a folder with {file}.",
        zh="没有工厂 {name};现有 {known},或指定含 {file} 的文件夹。",
    )
    status = 404


class SeedSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Commands of one kind that set a plant up.

    Attributes:
        shared: fields of all of them.
        times: give each so often; in its texts `{n}` counts from 1, and the name of a list stands
            for one of its members, every combination once.
        lists: names and members, the first one changing fastest.
    """

    command: str
    shared: dict[str, object] = {}
    given: list[dict[str, object]]
    times: int = 1
    lists: dict[str, list[str]] = {}


class TenantSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose plant it is."""

    code: str
    name: str
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"


class PlantSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a plant consists of before its first order."""

    plant: str
    label: Text
    note: str = ""
    tenant: TenantSheet
    seeds: list[SeedSheet]


def plant_folder(package: str, name: str, *, file: str = PLANT) -> Traversable:
    """Return the folder of a plant that comes with the package, or of one's own.

    Args:
        file: what the folder must hold.

    Raises:
        NoPlant: there is neither.
    """
    home = files(package)
    known = sorted(one.name for one in home.iterdir() if (one / file).is_file())
    if name in known:
        return home / name
    if (Path(name) / file).is_file():
        return Path(name)
    everywhere = sorted({"hub_motors", *known})
    raise NoPlant(name=name[:80], known=", ".join(everywhere), file=file)


def read_plant(folder: Traversable) -> PlantSheet:
    """Read a plant's document.

    Raises:
        BadYaml, BadDocument: it is not written as it should.
    """
    return parse((folder / PLANT).read_text(encoding="utf-8"), PlantSheet, PLANT)


def founding(plant: PlantSheet, at: Instant) -> list[Order]:
    """Return the commands that set a plant up, as of an instant on its clock."""
    return [
        Order(
            verb=sheet.command,
            key=("seed", number, row, time),
            fields=_filled({**sheet.shared, **body}, sheet, time),
            at=at,
        )
        for number, sheet in enumerate(plant.seeds)
        for time in range(sheet.times)
        for row, body in enumerate(sheet.given)
    ]


def _filled(body: dict[str, object], sheet: SeedSheet, time: int) -> dict[str, object]:
    """Return a command's fields with the names of lists replaced."""
    if sheet.times == 1:
        return body
    chosen: dict[str, object] = {"n": time + 1}
    left = time
    for name, members in sheet.lists.items():
        left, index = divmod(left, len(members))
        chosen[name] = members[index]
    return {
        key: value.format(**chosen) if isinstance(value, str) else value
        for key, value in body.items()
    }
