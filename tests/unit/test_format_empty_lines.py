"""Formatting keeps a document's meaning and its empty lines, also behind what moves to one line."""

from taktline.catalog.format import formatted
from taktline.catalog.yaml import read_yaml

RULE = """\
rule: a
label: {en: A, zh: 一}

find:
  decided:
    entity: inspection
    match: {job_order: job_order}
    last: true

then:
  - command: x.y
    with:
      a: b

# The end.
note: "n"
"""


def test_an_empty_line_stands_behind_a_mapping_that_moves_to_one_line() -> None:
    text = formatted(RULE)
    assert (
        "  decided: {entity: inspection, match: {job_order: job_order}, last: true}\n\nthen:"
        in text
    )
    assert read_yaml(text) == read_yaml(RULE)
    assert formatted(text) == text
