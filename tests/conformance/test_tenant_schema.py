"""What keeps a tenant's schema movable: rules R1 to R14, as far as they can be seen by machine.

R3, R8, R13 and R14 are seen by review only.
"""

import re

import pytest

from taktline.store import Store
from tests.postgres import sent_statements

IDENTIFIER_BYTES_MAX = 54

CATALOG = {
    "R1: everything belongs to the schema's owner": """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND c.relkind IN ('r','p','S','v','m')
          AND c.relowner <> n.nspowner
        UNION ALL
        SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = %(schema)s AND p.proowner <> n.nspowner""",
    "R2: every table has a primary key": """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND c.relkind IN ('r','p') AND NOT EXISTS (
            SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')""",
    "R2: no identity, no sequence": """
        SELECT c.relname || '.' || a.attname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND c.relkind IN ('r','p') AND a.attidentity <> ''
        UNION ALL
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND c.relkind = 'S'""",
    "R5: no triggers": """
        SELECT c.relname || '.' || t.tgname FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND NOT t.tgisinternal""",
    "R5: no rules": """
        SELECT c.relname || '.' || r.rulename FROM pg_rewrite r
        JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND r.rulename <> '_RETURN'""",
    "R5: functions are immutable SQL": """
        SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_language l ON l.oid = p.prolang
        WHERE n.nspname = %(schema)s AND (p.provolatile <> 'i' OR l.lanname <> 'sql')""",
    "Section 6: no generated columns": """
        SELECT c.relname || '.' || a.attname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND a.attgenerated <> ''""",
    "R6: defaults are constants": """
        SELECT c.relname || '.' || a.attname
        FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s
          AND pg_get_expr(d.adbin, d.adrelid)
              ~* '(now|random|uuid|clock_timestamp|nextval|statement_timestamp)[a-z0-9_]*[(]'""",
    "R8: no constraint's name ends in a number": """
        SELECT c.relname || '.' || k.conname
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND k.conname ~ '_[0-9]+$'""",
    "R10: no inheritance, one level of partitions": """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s
          AND (p.relkind = 'r' OR (c.relkind = 'p' AND c.relispartition))""",
    "R10: names of at most 54 bytes": f"""
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND octet_length(c.relname) > {IDENTIFIER_BYTES_MAX}
        UNION ALL
        SELECT k.conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
        WHERE n.nspname = %(schema)s AND octet_length(k.conname) > {IDENTIFIER_BYTES_MAX}""",
    "R11: foreign keys stay in the schema": """
        SELECT k.conname FROM pg_constraint k
        JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
        JOIN pg_namespace n ON n.oid = a.relnamespace
        WHERE k.contype = 'f' AND n.nspname = %(schema)s AND b.relnamespace <> a.relnamespace""",
    "R11: views stay in the schema": """
        SELECT DISTINCT c.relname FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_rewrite r ON r.ev_class = c.oid
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
             AND d.refclassid = 'pg_class'::regclass
        JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace m ON m.oid = t.relnamespace
        WHERE n.nspname = %(schema)s AND c.relkind IN ('v','m')
          AND m.nspname NOT IN (%(schema)s, 'pg_catalog', 'information_schema')""",
    "R11: column types are built in": """
        SELECT c.relname || '.' || a.attname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_type t ON t.oid = a.atttypid JOIN pg_namespace m ON m.oid = t.typnamespace
        WHERE n.nspname = %(schema)s AND c.relkind IN ('r','p') AND a.attnum > 0
          AND NOT a.attisdropped AND m.nspname NOT IN (%(schema)s, 'pg_catalog')""",
    "No row level security": """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND (c.relrowsecurity OR c.relforcerowsecurity)""",
}

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


@pytest.mark.anyio
@pytest.mark.parametrize("rule", CATALOG)
async def test_the_schema_of_a_tenant_keeps_the_rules(
    store: Store, module_tenant: str, rule: str
) -> None:
    schema = store.cell.schema(module_tenant)
    async with store.transaction(module_tenant, readonly=True) as tx:
        found = await tx.fetch(CATALOG[rule], {"schema": schema}, prepare=False)
    assert found == []


@pytest.mark.anyio
async def test_the_statements_that_were_sent_keep_the_rules(
    store: Store, module_tenant: str
) -> None:
    tenant_statements = [text for place, text in sent_statements if place == "tenant"]
    assert any("SET LOCAL ROLE" in text for text in tenant_statements)
    catalog_questions = set(CATALOG.values())
    broken = {
        text: rules
        for text in tenant_statements
        if text not in catalog_questions and (rules := broken_rules(text))
    }
    assert broken == {}


@pytest.mark.parametrize(
    ("statement", "twin"),
    [
        ("SET search_path = t_a", "SET LOCAL search_path = t_a"),
        ("SELECT current_setting('x')", "SELECT 'current_setting(1)'"),
        ("UPDATE a SET at = now()", "UPDATE a SET at = $1"),
        ("SELECT * FROM a", "SELECT count(*) FROM a"),
        ("ALTER TABLE a ADD COLUMN b int CHECK (b > 0)", "ALTER TABLE a ADD COLUMN b int"),
        (
            "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0), ADD COLUMN d int",
            "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)",
        ),
        ("SELECT a FROM t_x.part", "SELECT a FROM part"),
        ("SELECT pg_advisory_lock(1)", "SELECT pg_advisory_xact_lock(1)"),
        ("SELECT a FROM b LIMIT 5 OFFSET $1", "SELECT a FROM b WHERE id > $1 LIMIT 5"),
        (
            "CREATE TABLE a (id uuid PRIMARY KEY)",
            "CREATE TABLE a (id uuid, CONSTRAINT a_pkey PRIMARY KEY (id), "
            "CONSTRAINT a_b FOREIGN KEY (id) REFERENCES b (id))",
        ),
        ("SELECT 1; SELECT 2", "SELECT ';'"),
        ("MERGE INTO a USING b ON true", "INSERT INTO a (x) VALUES (1) ON CONFLICT DO NOTHING"),
    ],
)
def test_a_broken_rule_is_found_and_its_lawful_twin_is_not(statement: str, twin: str) -> None:
    assert broken_rules(statement)
    assert broken_rules(twin) == []
