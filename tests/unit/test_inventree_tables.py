"""An export's tables: a row that is not as it must be is named by file and row."""

from pathlib import Path

import pytest

from taktline.plants.inventree.read import TAKEN, BadTable, NoTable, read_export

TABLES = {
    "parts": "id,name,category\n7,Bolt,1\n",
    "part_categories": "id,name\n1,Fasteners\n",
    "bom_items": "id,part,sub_part,quantity\n",
    "bom_substitutes": "id,bom_item,part\n",
    "stock_locations": "id,name\n3,Shelf\n",
    "stock_items": "id,part,location,quantity,status\n5,7,3,2,10\n",
    "companies": "id,name\n",
    "builds": "id,reference,part,quantity,completed,status\n",
}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_an_export_is_read_with_bom_and_windows_line_ends(export: Path) -> None:
    assert TABLES.keys() == TAKEN.keys()
    parts = "\ufeff" + TABLES["parts"].replace("\n", "\r\n")
    (export / "parts.csv").write_bytes(parts.encode())
    found = read_export(export)
    assert [part.name for part in found.parts] == ["Bolt"]
    assert [item.quantity for item in found.stock_items] == [2]


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("stock_items", "id,part,quantity,status\n5,8,2,10\n", "row 2: part 8 is not in parts"),
        ("parts", "id,name,category\n7,Bolt,1\n8,Nut,9\n", "row 3: category 9 is not in part_"),
        ("parts", "id,name\n7,\n", "row 2: "),
        ("stock_items", "id,part,quantity,status\n5,7,two,10\n", r"row 2: .*quantity"),
        ("builds", "id,reference,part,quantity,completed,status\n1,B,9,1,0,10\n", "row 2: part 9"),
    ],
)
def test_a_row_that_is_not_as_it_must_be_is_named(
    export: Path, table: str, text: str, said: str
) -> None:
    (export / f"{table}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadTable, match=rf"{table}\.csv, {said}"):
        read_export(export)


def test_a_table_that_is_missing_or_no_text_is_named(export: Path) -> None:
    (export / "companies.csv").write_bytes(b"id,name\n1,caf\xe9\n")
    with pytest.raises(BadTable, match=r"companies\.csv, row \d: it is not UTF-8"):
        read_export(export)
    (export / "companies.csv").unlink()
    with pytest.raises(NoTable, match=r"companies\.csv"):
        read_export(export)
