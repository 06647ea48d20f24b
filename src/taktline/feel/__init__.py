"""FEEL, the language of every condition and formula: parsed, checked and evaluated."""

from taktline.feel.browser_tree import to_tree
from taktline.feel.cases import evaluate, evaluate_json, json_text, run_cases
from taktline.feel.check import Checked, check
from taktline.feel.compiler import Compiled, Result, compile, formula, unary_tests
from taktline.feel.diagnostics import Diagnostic, LimitReached, ParseError
from taktline.feel.parser import parse, parse_unary_tests
from taktline.feel.printer import to_text
from taktline.feel.to_sql import NotTranslatable, to_sql
from taktline.feel.tree import Node, paths

__all__ = [
    "Checked",
    "Compiled",
    "Diagnostic",
    "LimitReached",
    "Node",
    "NotTranslatable",
    "ParseError",
    "Result",
    "check",
    "compile",
    "evaluate",
    "evaluate_json",
    "formula",
    "json_text",
    "parse",
    "parse_unary_tests",
    "paths",
    "run_cases",
    "to_sql",
    "to_text",
    "to_tree",
    "unary_tests",
]
