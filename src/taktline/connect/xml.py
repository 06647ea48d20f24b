"""Partners' XML, read safely: no entities, no network, a limit on size."""

from pathlib import Path

from lxml import etree

from taktline.base.problem import Problem
from taktline.base.text import Text

BYTES_MAX = 64 * 1024 * 1024
"""Largest file taken; the biggest recorded inspection report we know has half a megabyte."""


class XmlTooLarge(Problem):
    """A file is larger than any honest message of its kind."""

    title = Text(
        en="{name} has {size} bytes; at most {limit} are read.",
        zh="{name} 有 {size} 字节；最多读取 {limit} 字节。",
    )
    status = 413


class NotXml(Problem):
    """A file is not the XML it should be."""

    title = Text(en="{name} cannot be read: {reason}", zh="{name} 无法读取：{reason}")
    status = 422


def parse_xml(
    content: bytes, *, name: str = "the document", limit: int = BYTES_MAX
) -> etree._Element:
    """Parse a document without resolving entities or loading anything; return its root.

    Args:
        content: the bytes as delivered, with or without byte order mark.
        name: what to call it in a refusal.
        limit: largest size, bytes.

    Raises:
        XmlTooLarge: more bytes than the limit.
        NotXml: not well-formed, or it declares a document type (the way of entity attacks).
    """
    if len(content) > limit:
        raise XmlTooLarge(name=name, size=len(content), limit=limit)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise NotXml(name=name, reason=str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotXml(name=name, reason="document types are not accepted")
    return root


def read_xml(path: Path, *, limit: int = BYTES_MAX) -> etree._Element:
    """Read and parse a file; see `parse_xml`."""
    size = path.stat().st_size
    if size > limit:
        raise XmlTooLarge(name=path.name, size=size, limit=limit)
    return parse_xml(path.read_bytes(), name=path.name, limit=limit)


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace, so that every version of a format is read."""
    return element.tag.rpartition("}")[2]


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """Return the first descendant along a path of local names, or None."""
    found: etree._Element | None = element
    for name in path:
        if found is None:
            return None
        found = next((c for c in found if local_name(c) == name), None)
    return found


def children(element: etree._Element | None, name: str | None = None) -> list[etree._Element]:
    """Return the children, all or those of one local name; none of nothing."""
    if element is None:
        return []
    return [c for c in element if name in (None, local_name(c))]


def text_of(element: etree._Element | None, *path: str) -> str | None:
    """Return the trimmed text along a path of local names; None when absent or empty."""
    found = child(element, *path) if element is not None else None
    return (found.text or "").strip() or None if found is not None else None


def attribute(element: etree._Element | None, name: str) -> str | None:
    """Return an attribute's text; None when it, or the element, is absent."""
    value = element.get(name) if element is not None else None
    return value if isinstance(value, str) else None
