"""The roles that apps bring as documents say exactly what the directory of people grants."""

from pathlib import Path

import pytest

from taktline.catalog.document import parse
from taktline.catalog.role import Role
from taktline.platform.identity.role import BUILT_IN_PERMISSIONS
from tools.role_documents import documents

DOCUMENTS = documents()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_role_document_is_what_the_directory_grants(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == DOCUMENTS[path], "write them anew: python -m tools.role_documents"
    role = parse(text, Role, path.name)
    assert set(role.permissions()) == set(BUILT_IN_PERMISSIONS[role.role])
    assert not [needs for needs in role.may if "*" in needs]
