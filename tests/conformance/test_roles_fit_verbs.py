"""The built-in roles give what commands and queries ask for: no ghost rights, nothing forgotten."""

import pytest

import taktline.kernel.orders.correct as correct
import taktline.kernel.orders.team as team
import taktline.platform.identity.login_desk as login_desk
import taktline.platform.judge as judge
from taktline.api.registry import ENTITIES, REGISTRY
from taktline.base.problem import Confirmable
from taktline.platform.identity.access import covers
from taktline.platform.identity.event_sight import READ_EVENTS
from taktline.platform.identity.role import ADMINISTRATOR, BUILT_IN, MONEY_FIELDS, BuiltInRole
from taktline.platform.second_signature import NEEDS, TOPICS

ASKED = {verb.needs for verb in REGISTRY.verbs.values()} | {
    query.needs for query in REGISTRY.queries.values()
}
READ = {f"{entity.entity}:read" for entity in ENTITIES}
ASKED_ELSEWHERE = {
    correct.CORRECT: "kernel.correct_report, for somebody else's report or a late correction",
    team.LATE: "kernel.report_operation, given by hand after the late-entry window",
    login_desk.READ: "the list of somebody's sessions",
    READ_EVENTS: "the event API and webhooks",
    judge.REPRESENT: "the door, for a command given for somebody else",
    "kpi:read": "queries of the cockpit",
    "saved_view:share": "catalog.save_view, for a view that others see",
    "record_comment:withdraw": "taking back what others said or attached",
    **{
        NEEDS.format(topic=topic): "whoever signs second for a topic that two people decide"
        for topic in TOPICS
    },
}
"""Permissions that no command and no query declares, and who asks for them."""

ADMINISTRATOR_ONLY = {
    "api_key:create": "a key acts for somebody from outside",
    "api_key:revoke": "as above",
    "app:publish": "changes what everybody's screens and commands are",
    "ledger_proof:keep": "what a proof found is kept by who ran it, the installation itself",
    "customer_link:open": "noted by the server itself when a customer opens a link",
    "device:pair": "a terminal acts without a person",
    "device:revoke": "as above",
    "role:assign": "gives rights",
    "role:change": "gives rights",
    "role:create": "gives rights",
    "role:revoke": "takes rights",
    "site:archive": "a factory",
    "site:change": "a factory's zone and day boundary decide what day a move is posted to",
    "site:create": "a factory",
    "signature_rule:change": "decides what one may do alone",
    "user_account:change": "who somebody is",
    "user_account:create": "lets somebody in",
    "user_account:disable": "shuts somebody out",
    "user_account:enable": "lets somebody in",
    "webhook:archive": "sends the plant's events out of the house",
    "webhook:change": "as above",
    "webhook:create": "as above",
    "webhook:redeliver": "as above",
}
"""What no other built-in role gives, and why; a tenant's own role may."""

GIVEN = {p.needs for role in BUILT_IN if role.code != ADMINISTRATOR for p in role.permissions}


def confirmable_codes() -> set[str]:
    """Return the codes of all refusals that somebody may overrule."""
    found, left = set[type[Confirmable]](), [Confirmable]
    while left:
        kinds = left.pop().__subclasses__()
        found |= set(kinds)
        left += kinds
    return {kind().code for kind in found if kind.__module__.startswith("taktline.")}


@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.code)
def test_a_built_in_role_names_only_rights_that_something_asks_for(role: BuiltInRole) -> None:
    overrides = {f"override:{code}" for code in confirmable_codes()}
    known = ASKED | READ | ASKED_ELSEWHERE.keys() | overrides
    ghosts = sorted(p.needs for p in role.permissions if p.needs != "*" and p.needs not in known)
    assert ghosts == []
    assert role.code == ADMINISTRATOR or all(not covers("*", "") or p.needs != "*"
                                             for p in role.permissions)  # fmt: skip


def test_every_right_is_given_to_somebody_beside_the_administrator() -> None:
    assert sorted(ASKED - GIVEN - ADMINISTRATOR_ONLY.keys()) == []
    assert sorted(ADMINISTRATOR_ONLY.keys() & GIVEN) == [], "not only the administrator's"
    assert sorted(ADMINISTRATOR_ONLY.keys() - ASKED) == [], "nothing asks for it"


def test_whoever_may_give_a_command_may_see_what_it_is_about() -> None:
    for role in BUILT_IN:
        own = {p.needs for p in role.permissions}
        blind = {
            needs
            for needs in own - {"*"}
            if not needs.endswith(":read")
            and (read := f"{needs.partition(':')[0]}:read") in READ
            and read not in own
        }
        assert not blind, f"{role.code}: {sorted(blind)}"


def test_every_refusal_that_may_be_overruled_is_overruled_by_somebody_on_the_floor() -> None:
    assert confirmable_codes() >= {"over-delivery", "count-tolerance"}
    given = {needs.partition(":")[2] for needs in GIVEN if needs.startswith("override:")}
    assert confirmable_codes() == given


def test_hidden_money_fields_are_fields_of_their_entities() -> None:
    fields = {entity.entity: set(entity.fields) for entity in ENTITIES}
    wrong = {
        f"{entity}.{field}"
        for entity, hidden in MONEY_FIELDS.items()
        for field in hidden
        if entity not in fields or field not in fields[entity]
    }
    assert wrong == set()
