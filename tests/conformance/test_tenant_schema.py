"""What keeps a tenant's schema movable: rules R1 to R14, as far as they can be seen by machine.

R3, R8, R13 and R14 are seen by review only. What the tests send to a tenant is looked at when they
end, by the fixture `store`.
"""

import pytest

from taktline.store import Store
from tests.postgres import sent_statements
from tests.statement_rules import broken_rules

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


@pytest.mark.anyio
@pytest.mark.parametrize("rule", CATALOG)
async def test_the_schema_of_a_tenant_keeps_the_rules(
    bare_store: Store, module_tenant: str, rule: str
) -> None:
    schema = bare_store.cell.schema(module_tenant)
    async with bare_store.transaction(module_tenant, readonly=True) as tx:
        found = await tx.fetch(CATALOG[rule], {"schema": schema}, prepare=False)
    assert found == []


@pytest.mark.anyio
async def test_every_statement_of_a_tenant_is_noted_for_the_rules(
    store: Store, module_tenant: str
) -> None:
    async with store.transaction(module_tenant, readonly=True) as tx:
        await tx.fetch("SELECT 1 AS noted")
    assert {("tenant", "SELECT 1 AS noted")} < sent_statements
    assert any("SET LOCAL ROLE" in text for _, text in sent_statements)


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
