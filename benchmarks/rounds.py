"""Rounds: every contender in turn, each beginning equally often, so that what the machine does besides hits all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from benchmarks.comparison import Sample, Series, turn
from benchmarks.contenders import Contender, Opener, RunFailed
from benchmarks.cpu import Spent, spent
from benchmarks.environments import NotInstalled
from benchmarks.ground import Ground, Load

#: What takes longer runs in one round only, though in each of its kinds.
LONG_S = 30.0
#: What is done before a run of each kind, such as hanging up before a cold one.
Kinds = Mapping[str, Callable[[], None]]
#: The series of every contender, by kind.
Found = dict[str, list[Series]]


@dataclass
class Field:
    """Contenders that are open at the same time; `absent` says why the others are not among them."""

    ground: Ground
    contenders: dict[str, Contender] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)

    def sample(self, name: str) -> Sample:
        """One run of one contender, with what it and the hosts spent meanwhile; raises RunFailed."""
        before = self.spent(name)
        seconds = self.contenders[name].run()
        used = self.spent(name).since(before)
        return Sample(seconds, {part: cpu for part, cpu in used.parts.items() if cpu > 0}, used.targets)

    def spent(self, name: str) -> Spent:
        """What a contender and the hosts have spent until now."""
        everybody = self.contenders.values()
        others = {pid for each in everybody for heads in each.parts.values() for pid in heads}
        return spent(self.contenders[name].parts, self.ground.fleet.heads, others)


@contextmanager
def opened(ground: Ground, load: Load, wanted: Mapping[str, Opener]) -> Iterator[Field]:
    """All that can be opened; what can't is named with its reason."""
    with ExitStack() as stack:
        everybody = Field(ground)
        for name, opener in wanted.items():
            ground.say(f"setting up {name}")
            try:
                everybody.contenders[name] = stack.enter_context(opener(ground, load))
            except NotInstalled as error:
                everybody.absent[name] = f"not installed: {error}"
                ground.say(f"{name}: {everybody.absent[name]}")
        yield everybody


def alternate(everybody: Field, rounds: int, kinds: Kinds, long_s: float = LONG_S) -> Found:
    """So many rounds of every kind. A contender that fails leaves the comparison and is named with what it said."""
    samples: dict[str, dict[str, dict[int, Sample]]] = {kind: {} for kind in kinds}
    failed: dict[str, str] = {}
    done: set[str] = set()
    for number in range(rounds):
        for name in turn([each for each in everybody.contenders if each not in done], number):
            for kind, prepare in kinds.items():
                if name in failed:
                    continue
                prepare()
                try:
                    sample = everybody.sample(name)
                except RunFailed as error:
                    failed[name] = " ".join(str(error).split())
                    done.add(name)
                    everybody.ground.say(f"{name} failed: {failed[name]}")
                    continue
                samples[kind].setdefault(name, {})[number] = sample
                everybody.ground.say(f"round {number + 1} of {rounds}: {name} {kind} {sample.seconds:.2f} s")
                if sample.seconds > long_s:
                    done.add(name)
    reasons = {**everybody.absent, **{name: f"failed: {words}" for name, words in failed.items()}}
    names: Sequence[str] = [*everybody.contenders, *everybody.absent]
    return {
        kind: [Series(name, by_name.get(name, {}), reasons.get(name, "")) for name in names]
        for kind, by_name in samples.items()
    }
