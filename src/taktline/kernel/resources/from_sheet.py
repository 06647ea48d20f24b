"""How masters that a sheet names are made along with its rows: a material of a code is enough."""

from collections.abc import Mapping

from taktline.base.text import Text
from taktline.catalog.sheets.field import SheetField
from taktline.catalog.sheets.target import Maker

PIECE = "pcs"
"""The unit of a material of which no sheet says one: what is made is mostly counted."""


def _measured(name: str, name_en: str) -> Mapping[str, object]:
    return {"name": name, "name_en": name_en, "places": "3"}


def _counted(name: str, name_en: str) -> Mapping[str, object]:
    return {"name": name, "name_en": name_en, "places": "0"}


UNIT = Maker(
    entity="unit",
    called_by=("name", "name_en"),
    otherwise={"places": "0"},
    usual={
        **dict.fromkeys(("pcs", "pc", "ea", "件", "个", "只"), _counted("件", PIECE)),
        **dict.fromkeys(("set", "套"), _counted("套", "set")),
        **dict.fromkeys(("kg", "千克", "公斤"), _measured("千克", "kg")),
        **dict.fromkeys(("g", "克"), _measured("克", "g")),
        **dict.fromkeys(("t", "吨"), _measured("吨", "t")),
        **dict.fromkeys(("m", "米"), _measured("米", "m")),
        **dict.fromkeys(("m2", "㎡", "平方米"), _measured("平方米", "m2")),
        **dict.fromkeys(("l", "升"), _measured("升", "l")),
    },
)
"""Units of measure: known ones with their decimal places, others are counted in whole numbers."""

MATERIAL = Maker(
    entity="material", also={"unit": "unit"}, otherwise={"unit": PIECE}, needs={"unit": UNIT}
)
"""A material of which rows say its code, and perhaps its name, specification or unit."""

CUSTOMER = Maker(entity="partner", otherwise={"is_customer": True})
"""Somebody who orders."""


def material_fields(*, unit: bool = True) -> tuple[SheetField, ...]:
    """Return what rows may say of the material that they name.

    Args:
        unit: also its base unit; rows that say the unit of their quantity say it there.
    """
    found = (
        SheetField(
            name="material.name",
            label=Text(en="Material name", zh="物料名称"),
            words=("品名", "产品名称", "存货名称", "零件名称", "名称", "part name", "item name",
                   "product name", "description"),
        ),
        SheetField(
            name="material.specification",
            label=Text(en="Specification", zh="规格型号"),
            words=("规格", "型号", "规格描述", "材质", "spec"),
        ),
        SheetField(
            name="material.unit",
            label=Text(en="Base unit", zh="基本单位"),
            words=("单位", "计量单位", "库存单位", "uom", "unit"),
        ),
    )  # fmt: skip
    return found if unit else found[:-1]
