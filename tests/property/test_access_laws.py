"""Laws of access: what nobody granted is denied, more grants take nothing away."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from taktline.platform.command import Principal
from taktline.platform.identity.access import (
    LEVELS,
    Assignment,
    FieldRule,
    Permission,
    RoleGrant,
    compiled,
    covers,
    field_level,
    hidden_fields,
    narrowed,
    nodes_for,
    reaches,
    scopes_for,
)
from taktline.platform.identity.role import BUILT_IN, BUILT_IN_PERMISSIONS
from taktline.platform.identity.role_verbs import is_permission

NODES = [UUID(int=n) for n in range(3)]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
nodes = st.sampled_from([None, *NODES])
names = st.sampled_from(["*", "lot:*", "lot:read", "lot:hold", "job:*", "job:read"])
asked = st.sampled_from(["lot:read", "lot:hold", "job:read", "job:report", "role:change"])
paths = st.permutations(NODES).flatmap(
    lambda order: st.integers(0, 3).map(lambda n: tuple(order[:n]))
)
rules = st.lists(
    st.builds(FieldRule, field=st.sampled_from(["cost", "note"]), level=st.sampled_from(LEVELS)),
    max_size=2,
).map(tuple)
grants = st.builds(
    RoleGrant,
    needs=names,
    node=nodes,
    scope=st.sampled_from([None, "mine", "open"]),
    fields=rules,
)
moments = st.none() | st.integers(-3, 3).map(lambda days: NOON + timedelta(days=days))
assignments = st.builds(
    Assignment,
    role=st.sampled_from(["reader", "writer", "gone"]),
    node=nodes,
    valid_from=moments,
    valid_until=moments,
)
ROLES = {
    "reader": (Permission(needs="lot:read"), Permission(needs="job:read", scope="mine")),
    "writer": (Permission(needs="lot:*"),),
}


def somebody(*held: RoleGrant) -> Principal:
    return Principal(id=UUID(int=9), name="somebody", grants=held)


many = st.lists(grants, max_size=5)


@given(many, asked)
def test_what_nobody_granted_is_denied(held: list[RoleGrant], needs: str) -> None:
    principal = somebody(*held)
    assert bool(reaches(principal, needs)) == any(covers(g.needs, needs) for g in held)
    if not reaches(principal, needs):
        assert not principal.may(needs, tuple(NODES))


@given(many, grants, asked, paths)
def test_one_more_grant_never_takes_anything_away(
    held: list[RoleGrant], more: RoleGrant, needs: str, path: tuple[UUID, ...]
) -> None:
    before, after = somebody(*held), somebody(*held, more)
    assert after.may(needs, path) >= before.may(needs, path)
    for reach in reaches(before, needs):
        assert any(wider.contains(reach) for wider in reaches(after, needs))


@given(many, grants, st.sampled_from(["cost", "note"]), paths)
def test_of_one_record_one_more_grant_never_hides_a_field(
    held: list[RoleGrant], more: RoleGrant, field: str, path: tuple[UUID, ...]
) -> None:
    # Without scopes all grants at a place hold on the same records; with one, a list also gets
    # records that only the new grant reaches, and what it hides there is hidden in the list.
    unscoped = [msgspec.structs.replace(g, scope=None) for g in (*held, more)]
    before = field_level(somebody(*unscoped[:-1]), "lot", field, path=path)
    after = field_level(somebody(*unscoped), "lot", field, path=path)
    assert LEVELS.index(after) >= LEVELS.index(before)


@given(many, asked, paths)
def test_a_grant_at_a_node_holds_only_below_it(
    held: list[RoleGrant], needs: str, path: tuple[UUID, ...]
) -> None:
    here = [g for g in held if covers(g.needs, needs) and (g.node is None or g.node in path)]
    assert somebody(*held).may(needs, path) == bool(here)


@given(many, paths)
def test_what_a_list_shows_is_shown_at_every_place_it_reaches(
    held: list[RoleGrant], path: tuple[UUID, ...]
) -> None:
    principal = somebody(*held)
    if principal.may("lot:read", path):
        everywhere = hidden_fields(principal, "lot")
        assert hidden_fields(principal, "lot", path) <= everywhere


@given(many, st.lists(names, max_size=3), asked, paths)
def test_a_key_does_only_what_its_owner_may_and_it_is_for(
    held: list[RoleGrant], allowed: list[str], needs: str, path: tuple[UUID, ...]
) -> None:
    key = Principal(id=UUID(int=8), name="key", grants=narrowed(held, allowed))
    is_for = any(covers(name, needs) for name in allowed)
    assert key.may(needs, path) == (is_for and somebody(*held).may(needs, path))


@given(st.lists(assignments, max_size=5))
def test_an_assignment_counts_exactly_while_it_is_valid(given_: list[Assignment]) -> None:
    rights = compiled(given_, ROLES, NOON)
    valid = [
        a
        for a in given_
        if a.role in ROLES
        and (a.valid_from is None or a.valid_from <= NOON)
        and (a.valid_until is None or a.valid_until > NOON)
    ]
    assert set(rights.roles) == {a.role for a in valid}
    assert {g.node for g in rights.grants} == {a.node for a in valid}
    if rights.until is not None:
        just_before = rights.until - timedelta(microseconds=1)
        assert compiled(given_, ROLES, just_before).grants == rights.grants


def test_a_field_hidden_by_one_role_and_shown_by_another_is_shown() -> None:
    hides = RoleGrant(needs="lot:read", fields=(FieldRule(field="cost", level="hidden"),))
    shows = RoleGrant(needs="lot:read")
    assert hidden_fields(somebody(hides), "lot") == {"cost"}
    assert hidden_fields(somebody(hides, shows), "lot") == set()


def test_a_field_shown_at_one_site_only_is_hidden_in_a_list_across_sites() -> None:
    hides = RoleGrant(needs="lot:read", fields=(FieldRule(field="cost", level="hidden"),))
    shows = RoleGrant(needs="lot:read", node=NODES[0])
    both = somebody(hides, shows)
    assert hidden_fields(both, "lot") == {"cost"}
    assert hidden_fields(both, "lot", (NODES[0],)) == set()
    assert hidden_fields(both, "lot", (NODES[1],)) == {"cost"}


def test_whoever_reads_everything_gets_one_reach_without_a_filter() -> None:
    held = somebody(
        RoleGrant(needs="lot:read", node=NODES[0]), RoleGrant(needs="lot:*"), RoleGrant(needs="*")
    )
    assert [(r.node, r.scope) for r in scopes_for(held, "lot")] == [(None, None)]
    assert nodes_for(held, "lot:read") is None
    assert nodes_for(somebody(), "lot:read") == ()


def test_built_in_roles_are_well_formed_and_only_one_may_do_everything() -> None:
    codes = [role.code for role in BUILT_IN]
    assert len(codes) == len(set(codes)) == len(BUILT_IN_PERMISSIONS)
    for role in BUILT_IN:
        assert all(is_permission(p.needs) for p in role.permissions), role.code
        assert any(p.needs == "*" for p in role.permissions) == (role.code == "administrator")
    viewer = {p.needs for p in BUILT_IN_PERMISSIONS["viewer"]}
    changes = {needs for needs in viewer if not needs.endswith(":read")}
    assert changes == {"saved_view:save"}, "who only looks may keep a way of looking, no more"
