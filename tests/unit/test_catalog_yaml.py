"""Documents are strict YAML: what older readers take otherwise is refused, with its line."""

import pytest

from taktline.catalog.yaml import BadYaml, read_yaml


def test_plain_scalars_are_typed_and_quoted_ones_are_text() -> None:
    text = "a: 1\nb: '1'\nc: true\nd:\ne: -7\nf: 1.50\ng: [x, {h: null}]\ni: ~\nj: yes we can\n"
    assert read_yaml(text) == {
        "a": 1, "b": "1", "c": True, "d": None, "e": -7, "f": "1.50",
        "g": ["x", {"h": None}], "i": None, "j": "yes we can",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: &x 1\nb: 2\n", 1, "anchors"),
        ("a: 1\nb: *x\n", 2, "anchors|undefined"),
        ("a: 1\nb: !!str 2\n", 2, "tags"),
        ("a: 1\na: 2\n", 2, "twice"),
        ("a: 1\non: 2\n", 2, "cannot be a key"),
        ("a:\n  <<: {b: 1}\n", 2, "plain words"),
        ("? [a]\n: 1\n", 1, "plain words"),
        ("a: 1\n---\nb: 2\n", 2, "one document"),
        ("a: [1\nb: 2\n", 2, "expected|could not find|did not find"),
        ("", 1, "one document"),
    ],
)
def test_what_is_not_strict_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(BadYaml) as refused:
        read_yaml(text, "x.yaml")
    assert refused.value.values["line"] == line
    assert any(word in str(refused.value.values["reason"]) for word in reason.split("|"))


def test_a_document_that_nests_too_deeply_is_refused() -> None:
    assert read_yaml("[" * 30 + "]" * 30)
    with pytest.raises(BadYaml, match="deeper"):
        read_yaml("[" * 40 + "]" * 40)
