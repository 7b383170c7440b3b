"""What every way to carry out an attempt has around it: secrets opened, refusals told as outcomes, output masked."""

from collections.abc import Callable

from noc_executor_node.attempts import Attempt
from noc_executor_node.credentials import Opened, open_box
from noc_executor_node.errors import Misconfigured, NotRun
from noc_executor_node.instants import now
from noc_executor_node.masking import masked
from noc_executor_node.outcomes import Outcome, silenced
from noc_executor_node.settings import Settings
from noc_executor_node.targets import is_loopback
from noc_executor_node.vocabulary import AttemptOutcome


def carried_out(attempt: Attempt, settings: Settings, run: Callable[[Opened], Outcome]) -> Outcome:
    """What `run` makes of the attempt with its opened credentials, fit to be told to others.

    Its NotRun and Misconfigured are outcomes; whatever else it raises goes through.
    """
    try:
        opened = open_box(attempt, settings.sealing_key_file, now())
        _refuse_this_machine(attempt, settings)
        outcome = masked(run(opened), opened.secrets())
    except NotRun as error:
        outcome = Outcome(AttemptOutcome(error.outcome), message=str(error), code=error.code)
    except Misconfigured as error:
        words = f"profile.unusable: {error}"
        outcome = Outcome(AttemptOutcome.UNREACHABLE, message=words, code="profile.unusable")
    return silenced(outcome) if attempt.no_log else outcome


def _refuse_this_machine(attempt: Attempt, settings: Settings) -> None:
    if is_loopback(attempt.host.address) and not settings.allow_loopback_targets:
        raise NotRun("unreachable", "host.loopback", f"{attempt.host.address} is this very machine")
