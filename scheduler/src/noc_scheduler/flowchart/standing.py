"""What keeps a walk from going on, and which tokens have fallen out of it, during one happening."""

from dataclasses import replace

from noc_scheduler.flowchart.events import Event, EventType
from noc_scheduler.flowchart.falling import fell_at, fell_back, fell_between
from noc_scheduler.flowchart.host_run import Fallen, Held, HostRun, Reason, Token
from noc_scheduler.flowchart.vocabulary import Outcome, Status
from noc_scheduler.flowchart.working_copy import WorkingCopy


class Standing:
    """Pauses, stops and falls of one HostRun; works on the walker's tokens."""

    def __init__(self, copy: WorkingCopy, host_run: HostRun) -> None:
        self._copy = copy
        self.fallen = host_run.fallen
        self.held = {each.token: each.came_from for each in host_run.held}
        self.paused = host_run.paused
        self.stopping = host_run.stopping
        self.steps_before = host_run.steps_before

    @property
    def still(self) -> bool:
        """Whether no further step may begin."""
        return self.paused is not None or self.stopping is not None

    def written(self, host_run: HostRun) -> HostRun:
        """The HostRun with all this on it."""
        held = tuple(Held(token, came_from) for token, came_from in self.held.items())
        mine = (self.fallen, held, self.paused, self.stopping, self.steps_before)
        its = (host_run.fallen, host_run.held, host_run.paused, host_run.stopping, host_run.steps_before)
        if mine == its:  # most of the time, and copying takes long
            return host_run
        return replace(
            host_run,
            fallen=self.fallen,
            held=held,
            paused=self.paused,
            stopping=self.stopping,
            steps_before=self.steps_before,
        )

    # Held

    def hold(self) -> None:
        """Where nothing may begin, keep the tokens that are on their way where they are."""
        if self.still:
            self.held.update(self._copy.moving)
            self._copy.moving.clear()

    def let_go(self, token: int) -> str | None:
        """Forget that a token is held; the node it comes from."""
        return self.held.pop(token, None)

    def let_all_go(self) -> None:
        """Send on what was held, in the order in which it came to a stand."""
        self._copy.moving.extend(self.held.items())
        self.held.clear()

    # Fallen

    def died(self, token: Token, reason: Reason, in_its_visit: bool, forgiven: bool) -> None:
        """Note that a token has died; one that a join has opened without, or opens without, is not missed."""
        copy = self._copy
        if forgiven and copy.has_opened(token):
            return
        if in_its_visit:
            fell = fell_at(token, token.node, reason.outcome, reason.message, copy.flowchart.loops)
        else:
            fell = fell_back(token, reason.outcome, reason.message)
        self.fallen = (*self.fallen, fell)

    def ended_badly(self, token: Token, message: str) -> None:
        """Note that a token has reached a failed end."""
        self.fallen = (*self.fallen, fell_back(token, Outcome.FAILED, message))

    def ended_with_the_walk(self, message: str) -> None:
        """Note where every token is: the walk ends for all of them at once."""
        on_the_way = {**self.held, **dict(self._copy.moving)}
        for token in self._copy.tokens.values():
            self.fallen = (*self.fallen, self._where(token, on_the_way, message))
        self.held.clear()

    def joined(self, instance: int) -> None:
        """A join of this passing of a fork has opened: what fell in it is not missed any more."""
        self.fallen = tuple(
            each for each in self.fallen if all(entry.instance != instance for entry in each.forks)
        )

    def _where(self, token: Token, on_the_way: dict[int, str | None], message: str) -> Fallen:
        copy = self._copy
        if token.visit in copy.open_visits:
            return fell_at(token, token.node, Outcome.CANCELLED, message, copy.flowchart.loops)
        if token.visit is not None:  # its own visit has ended the walk
            return fell_back(token, Outcome.FAILED, message)
        resting = copy.has_arrived(token)
        return fell_between(token, on_the_way.get(token.id), resting, message)

    # Begun anew

    def reopen(self, message: str) -> tuple[Fallen, ...]:
        """Make a walk that is over one that goes on, with every budget whole; what has fallen is the caller's."""
        copy = self._copy
        fallen, self.fallen = self.fallen, ()
        self.paused = self.stopping = None
        self.steps_before = copy.next_visit - 1
        copy.status, copy.reason = Status.RUNNING, None
        copy.ends = tuple(end for end in copy.ends if end is Status.SUCCEEDED)
        copy.renewals.update(copy.visits)
        copy.events.append(Event(EventType.HOST_RUN_RESUMED, {"reason": message}))
        return fallen

    def put_back(self, fallen: Fallen, node: str) -> Token:
        """The fallen token under a new number, before `node`, in the branches and loops it fell in."""
        copy = self._copy
        token = copy.new_token(node, fallen.frames, fallen.forks)
        copy.tokens[token.id] = token
        copy.welcome_back(fallen.forks)
        return token
