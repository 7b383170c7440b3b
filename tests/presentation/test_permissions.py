"""What grants allow: the pure decisions, and the properties that hold for any grants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noc_presentation.permissions.rights import Grant, Kind, Rights, Scope, Thing
from noc_presentation.permissions.roles import BUILT_IN
from noc_presentation.permissions.verbs import Verb, reading

START = frozenset({Verb.EXECUTION_START})
WEB, DATABASES = Scope.of(Kind.GROUP, "web"), Scope.of(Kind.GROUP, "databases")
RESTART = Scope.of(Kind.PROCEDURE, "restart")
NAMES = st.sampled_from(["web", "web-1", "Web", "databases", "restart"])
SCOPES = st.builds(Scope.of, st.sampled_from(Kind), NAMES)
GRANTS = st.builds(Grant, st.frozensets(st.sampled_from(Verb), max_size=4), st.none() | SCOPES)
RIGHTS = st.builds(Rights, st.lists(GRANTS, max_size=5).map(tuple))
THINGS = st.builds(
    lambda kind, names: Thing.called(kind, *names), st.sampled_from(Kind), st.lists(NAMES, max_size=3)
)
VERBS = st.sampled_from(Verb)


def procedure(name: str) -> Thing:
    return Thing.called(Kind.PROCEDURE, name)


def host(*groups: str) -> Thing:
    return Thing.called(Kind.GROUP, *groups)


class TestARun:
    rights = Rights((Grant(START, WEB), Grant(START, RESTART)))

    def test_needs_the_procedure_and_every_hosts_group(self) -> None:
        assert self.rights.may(
            Verb.EXECUTION_START, [procedure("restart"), host("web"), host("linux", "web")]
        )

    @pytest.mark.parametrize(
        "things",
        [
            [procedure("wipe"), host("web")],
            [procedure("restart"), host("web"), host("databases")],
            [procedure("restart"), host()],
            [procedure("restart"), host("web-1")],
            [procedure("restart"), host("we")],
            [procedure("restart"), host("web"), Thing.called(Kind.CHANNEL, "oncall")],
            [procedure("web"), host("web")],
        ],
    )
    def test_is_refused_when_one_thing_is_out_of_reach(self, things: list[Thing]) -> None:
        assert not self.rights.may(Verb.EXECUTION_START, things)

    def test_of_nothing_in_particular_is_for_unlimited_rights(self) -> None:
        assert not self.rights.may(Verb.EXECUTION_START, [])
        assert Rights((Grant(START, None),)).may(Verb.EXECUTION_START, [])

    def test_names_are_compared_as_people_compare_them(self) -> None:
        assert self.rights.may(Verb.EXECUTION_START, [procedure("restart"), host("WEB")])


class TestGranting:
    def test_nobody_hands_out_more_than_they_hold(self) -> None:
        web = Rights((Grant(BUILT_IN["operator"], WEB),))

        assert web.may_grant(Grant(BUILT_IN["viewer"], WEB))
        assert not web.may_grant(Grant(BUILT_IN["approver"], WEB))
        assert not web.may_grant(Grant(BUILT_IN["viewer"], DATABASES))
        assert not web.may_grant(Grant(BUILT_IN["viewer"], None))

    @given(RIGHTS, GRANTS, VERBS, st.lists(THINGS, max_size=3))
    def test_what_may_be_granted_makes_whoever_grants_no_more_powerful(
        self, rights: Rights, grant: Grant, verb: Verb, things: list[Thing]
    ) -> None:
        if rights.may_grant(grant):
            assert Rights((*rights.grants, grant)).may(verb, things) == rights.may(verb, things)


@given(VERBS, st.lists(THINGS, max_size=3))
def test_no_grants_allow_nothing(verb: Verb, things: list[Thing]) -> None:
    assert not Rights().may(verb, things)
    assert not Rights().somewhere(verb)


@given(RIGHTS, VERBS, st.lists(THINGS, min_size=1, max_size=3), THINGS)
def test_more_things_are_never_easier(rights: Rights, verb: Verb, things: list[Thing], more: Thing) -> None:
    if rights.may(verb, [*things, more]):
        assert rights.may(verb, things)


@given(RIGHTS, GRANTS, VERBS, st.lists(THINGS, max_size=3))
def test_a_further_grant_takes_nothing_away(
    rights: Rights, grant: Grant, verb: Verb, things: list[Thing]
) -> None:
    if rights.may(verb, things):
        assert Rights((*rights.grants, grant)).may(verb, things)


@given(RIGHTS, st.frozensets(VERBS), VERBS, st.lists(THINGS, max_size=3))
def test_a_token_made_for_less_does_less(
    rights: Rights, kept: frozenset[Verb], verb: Verb, things: list[Thing]
) -> None:
    assert rights.only(kept).may(verb, things) == (verb in kept and rights.may(verb, things))


@given(RIGHTS, VERBS, THINGS)
def test_lists_show_what_each_thing_alone_would_allow(rights: Rights, verb: Verb, thing: Thing) -> None:
    names = rights.names(verb, thing.kind)

    assert rights.may(verb, [thing]) == (names is None or bool(names & thing.names))


def test_every_verb_has_the_reading_it_is_hidden_by() -> None:
    assert all(reading(verb) in Verb for verb in Verb)


def test_whoever_may_do_something_by_a_built_in_role_may_see_it_too() -> None:
    for verbs in BUILT_IN.values():
        acted_on = {verb for verb in verbs if verb is not Verb.CREDENTIAL_USE}
        assert {reading(verb) for verb in acted_on} <= verbs
