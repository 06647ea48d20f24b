"""The seed of the plant: documents that say what is there before the first order."""

from collections.abc import Iterable
from importlib.resources import files
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant, wire
from taktline.base.text import Text
from taktline.catalog.document import parse
from taktline.plants.hub_motors.figures import SITE
from taktline.plants.hub_motors.goods import opening_lines
from taktline.plants.sheets import PlantSheet, SeedSheet, TenantSheet
from taktline.platform.envelope import Item

ORDER = (
    "unit", "material_class", "calendar", "site", "equipment", "person", "crew",
    "personnel_class", "shift", "defect_code", "downtime_reason", "hold_reason", "material",
    "partner", "material_bill", "material_bill_line", "material_bill_release", "place",
    "work_master", "work_master_release", "inspection_plan", "role",
)  # fmt: skip
"""What is given first, as later documents name it."""


class Seed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Commands of one kind that set a plant up."""

    seed: str
    label: Text
    command: str
    given: list[dict[str, object]]


class SeedUser(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody of the plant who gives commands; without a login only the simulation does.

    Attributes:
        key: how the simulation calls them.
        person: code of the person of the plant they are.
    """

    name: str
    key: str
    number: str
    roles: tuple[str, ...]
    login: str | None = None
    person: str | None = None


class SeedUsers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The users of the plant."""

    seed: str
    label: Text
    users: tuple[SeedUser, ...]


def seed_items(begins_at: Instant) -> Iterable[list[Item]]:
    """Return the commands that set the plant up, document by document, in order.

    Args:
        begins_at: when it was all there, on the plant's clock.
    """
    for name in ORDER:
        seed = parse(_text(name), Seed, f"{name}.yaml")
        yield [
            _item(seed.command, f"{name}/{index}", at=begins_at, body=_named(seed.command, body))
            for index, body in enumerate(seed.given)
        ]
    opening: dict[str, object] = {"site": SITE, "lines": opening_lines()}
    yield [_item("kernel.open_balance", "opening", at=begins_at, body=opening)]


def seed_sheet() -> PlantSheet:
    """Return the plant as one document, without its users: for those who set it up otherwise."""
    seeds = [parse(_text(name), Seed, f"{name}.yaml") for name in ORDER]
    sheets = [
        SeedSheet(command=one.command, given=[_with_bill(one.command, body) for body in one.given])
        for one in seeds
    ]
    opening: dict[str, object] = {"site": SITE, "lines": opening_lines()}
    return PlantSheet(
        plant="hub_motors",
        label=Text(en="Hub motors", zh="轮毂电机"),
        tenant=TenantSheet(code="hub_motors", name="骏驰电机 Junchi Motors"),
        seeds=[*sheets, SeedSheet(command="kernel.open_balance", given=[opening])],
    )


def seed_users() -> tuple[SeedUser, ...]:
    """Return the users of the plant."""
    return parse(_text("user"), SeedUsers, "user.yaml").users


def seed_id(*parts: object) -> UUID:
    """Return the id of a command of the seed."""
    return derived_id("hub-motors", "seed", *parts)


def _named(command: str, body: dict[str, object]) -> dict[str, object]:
    """Give equipment ids that follow from its code, so that its stops have ids known ahead."""
    if command != "equipment.create":
        return _with_bill(command, body)
    return {"record": str(derived_id("hub-motors", "equipment", body["code"])), **body}


def _with_bill(command: str, body: dict[str, object]) -> dict[str, object]:
    """Give bills ids that follow from their codes, by which they are released."""
    named = {"material_bill.create": "code", "kernel.release_material_bill": "material_bill"}
    if command not in named:
        return body
    bill = str(derived_id("hub-motors", "material_bill", body[named[command]]))
    return {**body, "record" if command == "material_bill.create" else "material_bill": bill}


def _item(verb: str, key: str, *, at: Instant, body: dict[str, object]) -> Item:
    given = msgspec.json.encode({"id": str(seed_id(key)), "occurred_at": wire(at), **body})
    return Item(verb=verb, body=given, client="seed")


def _text(name: str) -> str:
    folder = files("taktline.plants.hub_motors") / "seed"
    return (folder / f"{name}.yaml").read_text(encoding="utf-8")
