"""The reference of entities as a page: what each holds, in both languages, and who writes it."""

from collections.abc import Iterable, Mapping

from taktline.catalog.entity import SYSTEM_FIELDS, Field
from taktline.catalog.shape import Shape

HEAD = """\
# Entities

What is kept, each kind of record as one table. Records are read by
`GET /api/v1/records/{entity}`; entities without **written by** are made, changed, archived and
restored by their own commands (`material.create` ...). Tenants add fields (`x_...`) by overlays.
Every record also has `id`, `archived`, `version`, `created_at`, `created_by`, `updated_at`,
`updated_by`, unless its heading names fewer. Written by `make docs`.
"""
COLUMNS = "| Field | Type | English | 中文 | Meaning |\n|---|---|---|---|---|\n"


def entities_page(shapes: Mapping[str, Shape]) -> str:
    """Return the page of all entities, by name."""
    return HEAD + "".join(_section(shapes[name]) for name in sorted(shapes))


def _section(shape: Shape) -> str:
    entity = shape.entity
    writers = ", ".join(f"`{verb}`" for verb in entity.written_by)
    key = ", ".join(f"`{name}`" for name in entity.key)
    said = f"\n## {shape.name}\n\n{entity.label.en} · {entity.label.zh}"
    said += " · per site" if entity.per_site else ""
    said += f" · key {key}" + (f" · written by {writers}" if writers else "")
    if entity.system != SYSTEM_FIELDS:
        said += " · of the system's fields " + ", ".join(f"`{name}`" for name in entity.system)
    rule = entity.editable
    if entity.keeps is not None:
        links = ", ".join(f"`{name}`" for name in entity.keeps.links)
        said += f"\n\nKeeps {links} from being archived while `{entity.keeps.when}`."
    if rule is not None and not entity.written_by:
        said += f"\n\nChanged only while `{rule.holds}`"
        said += f", at any time {', '.join(f'`{one}`' for one in rule.always)}" * bool(rule.always)
        said += f": {rule.title.en}"
    return f"{said}\n\n{entity.note}\n\n{COLUMNS}{''.join(_rows(shape))}"


def _rows(shape: Shape) -> Iterable[str]:
    for name, shaped in shape.fields.items():
        field = shaped.field
        cells = (f"`{name}`", _type(field), field.label.en, field.label.zh, _meaning(field))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _type(field: Field) -> str:
    words = f"{field.type} to `{field.to}`" if field.to is not None else field.type
    if field.options:
        words += ": " + ", ".join(f"`{option}`" for option in field.options)
    if field.unit is not None:
        words += f" ({field.unit})"
    if field.unit_in is not None:
        words += f" in `{field.unit_in}`"
    return words


def _meaning(field: Field) -> str:
    parts = [field.note.en if field.note is not None else ""]
    if field.required:
        parts.append("required")
    if field.unique:
        parts.append("unique")
    if field.min is not None or field.max is not None:
        parts.append(f"{field.min or '...'} to {field.max or '...'}")
    if field.fixed_by:
        places = ", ".join(f"`{one}`" for one in field.fixed_by)
        parts.append(f"stays once there is a {places}" + ", may rise" * field.may_rise)
    if field.default is not None:
        parts.append(f"default `{field.default}`")
    if field.formula is not None:
        parts.append(f"= `{field.formula}`")
    return "; ".join(part for part in parts if part)
