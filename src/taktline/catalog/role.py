"""Roles as documents: what people of an app may do, and no more."""

from collections.abc import Sequence

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.check import Inspector
from taktline.catalog.document import Document, parse
from taktline.catalog.tenant import TenantCatalog
from taktline.platform.identity.access import FieldRule, Permission


class Role(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One role.

    Attributes:
        role: its code; fixed for ever, assignments refer to it.
        label: what people see.
        may: permissions: `entity:action`.
        hides: by entity: fields that are not shown to who reads it.
        only: by entity: FEEL over the record, true for those that are shown to who reads it.
    """

    role: str
    label: Text
    note: str = ""
    may: tuple[str, ...]
    hides: dict[str, tuple[str, ...]] = {}
    only: dict[str, str] = {}

    def permissions(self) -> tuple[Permission, ...]:
        """Return what the role grants, as the directory keeps it."""
        return tuple(
            Permission(
                needs=needs,
                scope=self.only.get(needs.removesuffix(":read"))
                if needs.endswith(":read")
                else None,
                fields=tuple(
                    FieldRule(field=field, level="hidden")
                    for field in self.hides.get(needs.removesuffix(":read"), ())
                    if needs.endswith(":read")
                ),
            )
            for needs in self.may
        )


class RoleKind:
    """Roles as a kind of document: checked with the others, kept in the directory of people."""

    def inspect(
        self, inspector: Inspector, document: Document, /, *, catalog: TenantCatalog
    ) -> None:
        """Say what is wrong with a role: form, name, both languages, rights that are too wide."""
        try:
            role = parse(document.text, Role, f"roles/{document.name}.yaml")
        except Problem as problem:
            inspector.refused((), problem)
            return
        if role.role != document.name:
            inspector.say(("role",), f"the role is called {document.name}", "角色名称与文件名不符")
        for language, words in (("en", role.label.en), ("zh", role.label.zh)):
            if not words.strip():
                inspector.say(("label",), f"the {language} text is empty", f"缺少 {language} 文本")
        for index, needs in enumerate(role.may):
            entity, _, action = needs.partition(":")
            if "*" in needs or not entity or not action:
                inspector.say(
                    ("may", str(index)),
                    f"{needs} is too wide: name an entity and one action",
                    f"{needs} 权限过宽:须写明实体与操作",
                )
        for entity, fields in role.hides.items():
            shape = catalog.shapes.get(entity)
            if shape is not None and (missing := set(fields) - set(shape.fields)):
                inspector.say(
                    ("hides", entity),
                    f"{entity} has no field {min(missing)}",
                    f"{entity} 没有字段 {min(missing)}",
                )

    def compile(self, documents: Sequence[Document], catalog: TenantCatalog, /) -> object:
        """Return the roles by code."""
        read = [parse(one.text, Role, f"roles/{one.name}.yaml") for one in documents]
        return {role.role: role for role in read}
