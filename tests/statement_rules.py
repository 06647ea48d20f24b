"""Which statements a tenant's schema would not stay movable with: what is seen in their words."""

import re
from collections.abc import Iterable

STATEMENTS = {
    "R4: only SET LOCAL": r"^set\s+(?!local\b|transaction\b)",
    "R4: no set_config or current_setting": r"\b(set_config|current_setting)\s*\(",
    "R4: no current_schema": r"\bcurrent_schema\b",
    "R5: no triggers, functions in PL/pgSQL, rules": r"\bcreate\s+(or\s+replace\s+)?"
    r"(constraint\s+)?(trigger|rule)\b|\blanguage\s+plpgsql\b",
    "R6: no volatile functions in UPDATE and DELETE": r"^(with\b.*)?\b(update|delete)\b.*"
    r"\b(now|clock_timestamp|random|gen_random_uuid|uuidv[47]|nextval|statement_timestamp)\s*\(",
    "R6: no MERGE": r"\bmerge\s+into\b",
    "R7: one statement at a time": r";\s*\S",
    "R7: no CHECK in ADD COLUMN": r"\balter\s+table\b.*\badd\s+(column\s+)?(?!constraint\b)\w+\b"
    r"[^,]*\bcheck\s*\(",
    "R7: ADD CONSTRAINT stands alone": r"\balter\s+table\b(?=.*\badd\s+constraint\b)"
    r".*,\s*(add|drop|alter|validate)\b",
    "R2, R7: no serial, identity, RENAME CONSTRAINT": r"\balter\s+table\b.*"
    r"(\b(big|small)?serial\b|\bas\s+identity\b|\brename\s+constraint\b)",
    "R9: no SELECT *": r"\bselect\s+(distinct\s+)?(\w+\.)?\*",
    "R10: no inheritance": r"\binherits?\s*\(|\balter\s+table\b.*\binherit\b",
    "R11: no other schema": r"\b(from|join|into|update|references)\s+\"?(t_\w+|control)\"?\.",
    "R12: no session locks": r"\bpg_(try_)?advisory_(un)?lock(_shared|_all)?\s*\(",
    "R13: no NOTIFY in a transaction": r"^notify\b|\bpg_notify\s*\(",
    "Section 12: no OFFSET": r"\boffset\s+(\$|%|\d)",
    "No CYCLE or SEARCH clause": r"\)\s*(cycle|search\s+(depth|breadth))\b",
    "No cursors, prepared transactions, large objects": r"\bwhere\s+current\s+of\b"
    r"|\bprepare\s+transaction\b|\blo_(create|import|creat|from_bytea)\s*\(",
}

CONSTRAINT = r"\b(check|unique|references|primary\s+key|foreign\s+key)\b"
NAMED = re.compile(
    r"\bconstraint\s+\S+\s+(foreign\s+key\s*\([^)]*\)\s*references\b|check\b|unique\b"
    r"|primary\s+key\b|references\b)"
)


def plain(statement: str) -> str:
    """Return a statement in small letters without strings and comments."""
    text = re.sub(r"'(?:[^']|'')*'", "''", statement)
    text = re.sub(r"--[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text).strip().rstrip(";").lower()


def broken_rules(statement: str) -> list[str]:
    """Return the rules a statement breaks."""
    text = plain(statement)
    broken = [rule for rule, pattern in STATEMENTS.items() if re.search(pattern, text)]
    if re.match(r"(create|alter)\s+table\b", text) and re.search(CONSTRAINT, NAMED.sub("", text)):
        broken.append("R7: every constraint has a name of ours")
    return broken


def broken_among(statements: Iterable[str]) -> dict[str, list[str]]:
    """Return the statements that break rules, each with the rules."""
    return {text: rules for text in statements if (rules := broken_rules(text))}
