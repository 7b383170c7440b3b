"""The executor whose hands have Ansible loaded and whose connections stay warm."""

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from noc_executor_node.attempts import Attempt
from noc_executor_node.credentials import Credential, Opened
from noc_executor_node.executors.carrying_out import carried_out
from noc_executor_node.executors.interface import AskedToEnd
from noc_executor_node.executors.resident.conversation import Conversation
from noc_executor_node.executors.resident.key_files import lent_key
from noc_executor_node.executors.resident.orders import order
from noc_executor_node.executors.resident.places import KEYS
from noc_executor_node.executors.results import outcome_of
from noc_executor_node.outcomes import Outcome
from noc_executor_node.profiles import read_profiles
from noc_executor_node.settings import Settings


@dataclass(frozen=True, slots=True)
class ResidentExecutor:
    """Has modules run by a hand of its own; see `interface.Executor`. Needs `resident_processes` to be running."""

    settings: Settings
    conversation: Conversation

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        """Carry out the attempt. Raises HandLost when nobody can know what came of it."""
        deadline = time.monotonic() + attempt.timeout_ms / 1000
        return carried_out(
            attempt, self.settings, lambda opened: self._run(attempt, opened, deadline, asked_to_end)
        )

    def _run(self, attempt: Attempt, opened: Opened, deadline: float, asked_to_end: AskedToEnd) -> Outcome:
        login = opened.for_use("login")
        profiles = read_profiles(self.settings.profiles)
        profile = profiles.profile_for(attempt.host, Path(KEYS) if login is not None else None)
        request = order(attempt, profile, self.settings, login)
        with self._key_of(login, request.key, attempt):
            answered, ending = self.conversation.ask(request, deadline, asked_to_end)
        outcome = outcome_of(None if answered is None else answered.record, ending, "")
        return replace(outcome, transport=request.transport)

    def _key_of(self, login: Credential | None, name: str, attempt: Attempt) -> AbstractContextManager[None]:
        if login is None:
            return nullcontext()
        return lent_key(self.conversation.folder / KEYS, name, login.values["private_key"], attempt.id)

    def close(self) -> None:
        """Let go of the hand."""
        self.conversation.close()
