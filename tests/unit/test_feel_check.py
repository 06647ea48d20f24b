"""What is wrong with a formula is said before it is saved."""

import pytest

from taktline.feel import check, parse
from taktline.feel.registry import ALL, BUILTINS
from taktline.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS,
    NUMBER,
    STRING,
    ContextType,
    ListType,
    Type,
)  # fmt: skip

TYPES: dict[str, Type] = {
    "quantity": NUMBER,
    "name": STRING,
    "due": DATE,
    "started_at": DATE_TIME,
    "ended_at": DATE_TIME,
    "released": BOOLEAN,
    "lines": ListType(ContextType({"qty": NUMBER, "grade": STRING})),
    "machine": ContextType({"code": STRING, "site": ContextType({"code": STRING})}),
}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('quantity > "a"', "not-comparable"),
        ("quantity + name", "wrong-operands"),
        ("{a: 1} + {a: 1}", "wrong-operands"),
        ("quantty > 1", "unknown-name"),
        ("machine.site.kode", "unknown-field"),
        ("lines[qtty > 1]", "unknown-name"),
        ("rond(quantity)", "unknown-function"),
        ("substring(quantity, 1)", "wrong-arguments"),
        ("upper case(text: name)", "wrong-arguments"),
        ("if quantity then 1 else 2", "type-mismatch"),
        ("released and name", "type-mismatch"),
        ("due = started_at", "not-comparable"),
        ('quantity in ["a".."b"]', "not-comparable"),
        ("quantity instance of numbr", "unknown-type"),
        ("for x in quantity return x", "not-iterable"),
        ('lines["a"]', "not-a-filter"),
        ('date("2026-02-30x") > due and @"x" = due', "invalid-literal"),
    ],
)
def test_a_mistake_is_found_where_it_stands(text: str, code: str) -> None:
    found = check(parse(text, tuple(TYPES)), TYPES)
    assert code in [one.code for one in found.diagnostics]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("quantity * 2 > 10", BOOLEAN),
        ('sum(lines[grade = "A"].qty)', NUMBER),
        ('(ended_at - started_at) / duration("PT1S")', NUMBER),
        ("ended_at - started_at", DAYS),
        ("ended_at = null or ended_at > started_at", BOOLEAN),
        ("for l in lines return l.qty * 2", ListType(NUMBER)),
        ("machine.site.code", STRING),
        ('due + duration("P1M")', DATE),
        ('coalesce(name, "x")', STRING),
        ("lines[1].grade", STRING),
        ("if released then quantity else null", NUMBER),
    ],
)
def test_a_right_formula_has_its_type_and_no_remarks(text: str, result: Type) -> None:
    found = check(parse(text, tuple(TYPES)), TYPES)
    assert found.diagnostics == ()
    assert found.result == result


def test_a_condition_must_be_true_or_false() -> None:
    assert check(parse("quantity > 1"), TYPES, wanted=BOOLEAN).diagnostics == ()
    found = check(parse("quantity"), TYPES, wanted=BOOLEAN)
    assert [one.code for one in found.diagnostics] == ["type-mismatch"]


def test_all_functions_of_the_standard_are_there() -> None:
    names = """date, time, date and time, number, string, duration, years and months duration, not,
    substring, string length, upper case, lower case, substring before, substring after, replace,
    contains, starts with, ends with, matches, split, string join, list contains, count, min, max,
    sum, mean, all, any, sublist, append, concatenate, insert before, remove, list replace,
    reverse, index of, union, distinct values, flatten, product, median, stddev, mode, decimal,
    floor, ceiling, round up, round down, round half up, round half down, abs, modulo, sqrt, log,
    exp, odd, even, day of year, day of week, month of year, week of year, now, today, before,
    after, meets, met by, overlaps, overlaps before, overlaps after, finishes, finished by,
    includes, during, starts, started by, coincides, range, get value, get entries, context,
    context put, context merge, sort, is"""
    missing = {name.strip() for name in " ".join(names.split()).split(",")} - BUILTINS.keys()
    assert missing == set()


def test_every_function_has_help_in_both_languages_and_only_the_clock_is_impure() -> None:
    assert len({one.name for one in ALL}) == len(ALL)
    assert all(one.doc.en and one.doc.zh and one.forms for one in ALL)
    assert {one.name for one in ALL if not one.pure} == {"now", "today"}
