"""`kind: Procedure`: the author's text, which the scheduler judges and a version keeps."""

from collections.abc import Sequence
from dataclasses import dataclass

from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.documents.marks import PROCEDURE, leave
from noc_presentation.documents.outcome import Change, Means, Result, Wish
from noc_presentation.errors import Unavailable
from noc_presentation.permissions.verbs import Verb
from noc_presentation.service import versions
from noc_presentation.service.versions import Judged, Wanted
from noc_presentation.store import managed
from noc_presentation.store import procedures as store


@dataclass(frozen=True, slots=True)
class PreparedProcedure:
    """A text that the scheduler finds sound, or that is only kept as a draft."""

    judged: Judged

    def apply(self, means: Means) -> Sequence[Change]:
        """Draft and version, as `PUT /procedures/NAME` makes them."""
        name = self.judged.name
        mark = managed.of_names(means.session, PROCEDURE, [name]).get(name)
        before = store.find(means.session, name)
        by_hand = mark is not None and before is not None and mark.state != str(before.draft_revision)
        done = versions.apply_judged(means.session, self.judged, means.actor, means.now)
        state = str(done.procedure.draft_revision)
        leave(means, mark, PROCEDURE, name, f"{PROCEDURE}/{name}", state)
        result = Result(str(done.result))
        fields = () if result is Result.UNCHANGED else ("version",) if done.published else ("text",)
        number = done.procedure.version
        words = f"version {number}" if number and self.judged.wanted.publish else "draft"
        return [Change(PROCEDURE, name, result, fields, by_hand, words, tuple(done.findings))]


class ProcedureKind:
    """Procedures; only the scheduler reads what is inside `spec`."""

    kind = PROCEDURE
    verbs = frozenset({Verb.PROCEDURE_EDIT, Verb.PROCEDURE_PUBLISH})
    judged_here = False

    def prepare(self, wish: Wish, scheduler: Scheduler | None) -> PreparedProcedure:
        """Raises Invalid with every error that the scheduler finds."""
        if scheduler is None:
            raise Unavailable("dependency.unavailable", "only a scheduler can judge a procedure")
        wanted = Wanted(wish.text, wish.publish, wish.comment, wish.four_eyes)
        return PreparedProcedure(versions.judge(scheduler, wanted))
