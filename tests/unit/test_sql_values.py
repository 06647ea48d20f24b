"""Values on their way into SQL: as PostgreSQL reads them, however they are put together."""

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from taktline.store.encode import bind, encoded
from taktline.store.refusals import BadParameter

ID = UUID("0190a2b4-0000-7000-8000-00000000000a")
OTHER = UUID("0190a2b4-0000-7000-8000-00000000000b")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (ID, str(ID).encode()),
        ([], b"{}"),
        ([ID], b"{%s}" % str(ID).encode()),
        ([ID, OTHER], f"{{{ID},{OTHER}}}".encode()),
        ([ID, None], f"{{{ID},NULL}}".encode()),
        ([None, ID], f"{{NULL,{ID}}}".encode()),
        ([None], b"{NULL}"),
        (['a"b', "c"], b'{"a\\"b","c"}'),
        ([Decimal("1.50"), Decimal(2)], b"{1.50,2}"),
        (msgspec.Raw(b'[{"a":1}]'), b'[{"a":1}]'),
        ({"a": Decimal("1.0")}, b'{"a":"1.0"}'),
    ],
)
def test_a_value_is_written_as_postgresql_reads_it(value: object, text: bytes | None) -> None:
    assert encoded(value) == text


def test_a_parameter_is_encoded_once_for_several_statements() -> None:
    known: dict[str, bytes | None] = {}
    assert bind("SELECT %(a)s, %(b)s, %(a)s", {"a": ID, "b": 1}, known)[1] == [
        str(ID).encode(),
        b"1",
    ]
    assert bind("SELECT %(b)s", {"b": "not looked at"}, known) == (b"SELECT $1", [b"1"])


def test_a_parameter_that_is_missing_or_no_value_is_refused() -> None:
    with pytest.raises(BadParameter, match="missing"):
        bind("SELECT %(a)s", {"b": 1})
    with pytest.raises(BadParameter, match="NUL"):
        bind("SELECT %(a)s", {"a": "a\x00b"})
