"""`taktline ask`: any query of the registry, as a table or as JSON."""

from dataclasses import dataclass

from cyclopts import Parameter

from taktline.api.queries import UnknownQuery
from taktline.api.registry import REGISTRY
from taktline.base.text import Text
from taktline.cli.call import Call, Calling, print_json
from taktline.cli.fields import ASSIGNMENT, NoAssignment, field_rows
from taktline.cli.give import DEFAULT, FIELD, KIND, MEANING, NEEDS, NameNeeded
from taktline.cli.local import HERE, Rows, Where, target
from taktline.platform.registry import AnyQuery

QUERY = Text(en="Query", zh="查询")
TOTAL = Text(en="{count} of {total} rows.", zh="共 {total} 行,显示 {count} 行。")
MORE = Text(
    en="There is more: after={after} asks for the next page, --all for everything.",
    zh="还有更多:after={after} 查询下一页,--all 查询全部。",
)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Shown:
    """What to show, and how; a dataclass, as the parser knows those.

    Attributes:
        json: rows as JSON, one page a line · 以 JSON 输出
        all: every page · 输出全部页
        list: all queries, or those whose name contains NAME · 列出查询
        fields: the query's parameters with their types · 显示查询参数
    """

    json: bool = False
    all: bool = False
    list: bool = False
    fields: bool = False


async def ask(
    name: str | None = None,
    /,
    *words: str,
    shown: Shown = Shown(),
    where: Where = HERE,
    call: Calling,
) -> int:
    """Ask a query.

    Args:
        name: the query, for instance platform.users · 查询名称
        words: parameter=value; several values by giving it several times · 参数=值
    """
    if shown.list:
        list_queries(call, name or "")
        return 0
    if name is None:
        raise NameNeeded
    query = REGISTRY.queries.get(name)
    if query is None:
        raise UnknownQuery(query=name)
    if shown.fields:
        heads = [text.say(call.language) for text in (FIELD, KIND, DEFAULT)]
        call.table(heads, field_rows(query.params))
        return 0
    params = [_pair(word) for word in words]
    async with target(call, where) as place:
        while True:
            page = await place.ask(name, params)
            _show(call, query, page, shown=shown)
            if not shown.all or page.after is None:
                return 0
            params = [pair for pair in params if pair[0] != "after"] + [("after", page.after)]


def list_queries(call: Call, part: str) -> None:
    """Print all queries whose name contains a text."""
    queries = [REGISTRY.queries[name] for name in sorted(REGISTRY.queries) if part in name]
    call.table(
        [text.say(call.language) for text in (QUERY, NEEDS, MEANING)],
        [(query.name, query.needs, query.label.say(call.language)) for query in queries],
    )


def _pair(word: str) -> tuple[str, str]:
    match = ASSIGNMENT.match(word)
    if match is None:
        raise NoAssignment(word=word)
    return match.group(1), match.group(3)


def _show(call: Call, query: AnyQuery, page: Rows, *, shown: Shown) -> None:
    if shown.json:
        print_json(page)
        return
    names = list(dict.fromkeys([*query.row.__struct_fields__, *(n for r in page.rows for n in r)]))
    call.table(names, [[row.get(name) for name in names] for row in page.rows])
    if page.total is not None:
        call.warn(TOTAL, count=len(page.rows), total=page.total)
    if page.after is not None and not shown.all:
        call.warn(MORE, after=page.after)
