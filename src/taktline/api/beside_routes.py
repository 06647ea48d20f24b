"""The addresses of long lists' entries and of what stands beside records."""

from taktline.api.beside import (
    list_attachments,
    list_comments,
    list_history,
    list_mentions,
)
from taktline.api.records import list_waypoints
from taktline.api.route import FLAG, TEXT, TEXTS, UUID_TEXT, Route, in_path, in_query
from taktline.base.text import Text
from taktline.catalog.beside.read import Attachments, Comments, History, Mentions
from taktline.catalog.waypoints import Waypoints

BESIDE_ROUTES: tuple[Route, ...] = (
    Route(
        name="waypoints",
        method="GET",
        path="/api/v1/records/{entity:str}/waypoints",
        run=list_waypoints,
        label=Text(en="Where a long list can be entered", zh="长列表的跳转位置"),
        tag="record",
        answer=Waypoints,
        parameters=(
            in_path("entity", TEXT),
            in_query("filter", TEXT),
            in_query("search", TEXT),
            in_query("order", TEXTS),
            in_query("archived", FLAG),
            in_query("every", {"type": "integer", "minimum": 100, "maximum": 1000}),
        ),
    ),
    Route(
        name="mentions",
        method="GET",
        path="/api/v1/mentions",
        run=list_mentions,
        label=Text(en="What was said to the caller", zh="提及本人的评论"),
        tag="record",
        answer=Mentions,
    ),
    Route(
        name="record_comments",
        method="GET",
        path="/api/v1/records/{entity:str}/{record:str}/comments",
        run=list_comments,
        label=Text(en="What was said about a record", zh="记录的评论"),
        tag="record",
        answer=Comments,
        parameters=(in_path("entity", TEXT), in_path("record", UUID_TEXT)),
    ),
    Route(
        name="record_attachments",
        method="GET",
        path="/api/v1/records/{entity:str}/{record:str}/attachments",
        run=list_attachments,
        label=Text(en="The files of a record", zh="记录的附件"),
        tag="record",
        answer=Attachments,
        parameters=(in_path("entity", TEXT), in_path("record", UUID_TEXT)),
    ),
    Route(
        name="record_history",
        method="GET",
        path="/api/v1/records/{entity:str}/{record:str}/history",
        run=list_history,
        label=Text(en="What happened to a record", zh="记录的变更历史"),
        tag="record",
        answer=History,
        parameters=(
            in_path("entity", TEXT),
            in_path("record", UUID_TEXT),
            in_query("after", {"type": "integer", "minimum": 0}),
        ),
    ),
)
