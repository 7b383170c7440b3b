"""What somebody's grants allow: every question about rights is answered here, and only here."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from noc_presentation.names import folded
from noc_presentation.permissions.verbs import Verb


class Kind(StrEnum):
    """What a grant can be narrowed to."""

    GROUP = "group"
    PROCEDURE = "procedure"
    CREDENTIAL = "credential"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to be acted upon, under every name that a grant may know it by.

    A host goes by its groups; one without any is reached by unlimited grants alone.
    """

    kind: Kind
    names: frozenset[str]

    @classmethod
    def called(cls, kind: Kind, *names: str) -> "Thing":
        """The thing of these names, as people compare names."""
        return cls(kind, frozenset(folded(name) for name in names))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a grant reaches: one named group, procedure, credential or channel."""

    kind: Kind
    name: str

    @classmethod
    def of(cls, kind: Kind, name: str) -> "Scope":
        """The scope of this name, as people compare names."""
        return cls(kind, folded(name))

    def covers(self, thing: Thing) -> bool:
        """Whether the thing goes by this name; names are compared whole, never by their beginnings."""
        return self.kind is thing.kind and self.name in thing.names


@dataclass(frozen=True, slots=True)
class Grant:
    """These verbs on this scope; None reaches everything."""

    verbs: frozenset[Verb]
    scope: Scope | None


@dataclass(frozen=True, slots=True)
class Rights:
    """All grants of somebody; no grant means nothing at all."""

    grants: tuple[Grant, ...] = ()

    def everywhere(self, verb: Verb) -> bool:
        """Whether the verb is allowed on everything there is."""
        return any(verb in grant.verbs and grant.scope is None for grant in self.grants)

    def somewhere(self, verb: Verb) -> bool:
        """Whether the verb is allowed on anything at all."""
        return any(verb in grant.verbs for grant in self.grants)

    def may(self, verb: Verb, things: Iterable[Thing]) -> bool:
        """Whether the verb is allowed on every one of these; on nothing in particular is on everything."""
        wanted = list(things)
        if self.everywhere(verb):
            return True
        reached = [grant.scope for grant in self.grants if grant.scope is not None and verb in grant.verbs]
        return bool(wanted) and all(any(scope.covers(thing) for scope in reached) for thing in wanted)

    def names(self, verb: Verb, kind: Kind) -> frozenset[str] | None:
        """The folded names of this kind that the verb is allowed on; None when it is allowed on all."""
        if self.everywhere(verb):
            return None
        scopes = (grant.scope for grant in self.grants if verb in grant.verbs)
        return frozenset(scope.name for scope in scopes if scope is not None and scope.kind is kind)

    def may_grant(self, grant: Grant) -> bool:
        """Whether all that the grant gives is held already: nobody hands out more than they have."""
        return all(
            self.everywhere(verb)
            if grant.scope is None
            else self.may(verb, [Thing(grant.scope.kind, frozenset({grant.scope.name}))])
            for verb in grant.verbs
        )

    def only(self, verbs: Iterable[Verb]) -> "Rights":
        """The same rights, for these verbs at most: what a token made for less may do."""
        kept = frozenset(verbs)
        return Rights(tuple(Grant(grant.verbs & kept, grant.scope) for grant in self.grants))
