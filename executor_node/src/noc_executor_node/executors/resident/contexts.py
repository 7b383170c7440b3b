"""Which interpreters on hosts are warm, who uses them, and when they are closed; a service of the multiplexer.

An interpreter does one thing at a time, so it is lent to one hand at a time: another hand that wants the same one in
the meantime is given a second, a third, ... ("lane"). What a hand had in use when it went is closed: nobody knows what
still runs in it. What nobody used for long is closed, and above the limit whatever was unused longest.
"""

import threading
import time
from collections import defaultdict
from typing import Any

import mitogen.core
import mitogen.service
from ansible_mitogen import services

from noc_executor_node.executors.resident import at_target

#: The lane of interpreters through which others are reached; no module runs in them.
BEARER = -1
#: What is added to what hands are told of an interpreter: the folder it began in, or None.
SESSION_FOLDER = "session_folder"
SWEEP_S = 0.5


class WarmContexts(services.ContextService):
    """Mitogen's own service with lanes, owners, a limit and an end of idleness."""

    def __init__(self, router: Any, most: int, idle_s: float) -> None:
        super().__init__(router=router)
        self._most = most
        self._idle_s = idle_s
        self._guard = threading.RLock()
        self._lent: dict[tuple[str, int], int] = {}
        self._lane_of: dict[Any, tuple[str, int]] = {}
        self._known_hands: set[int] = set()
        self._made = threading.local()
        self._used_at: dict[Any, float] = defaultdict(time.monotonic)

    @classmethod
    def name(cls) -> str:
        """The name by which Mitogen's connection plugins ask for it."""
        return "ansible_mitogen.services.ContextService"

    @mitogen.service.expose(mitogen.service.AllowParents())
    @mitogen.service.arg_spec({"stack": list})
    def get(self, stack: list[dict[str, Any]], msg: Any) -> dict[str, Any]:
        """The interpreter at the end of `stack`, connected first if need be; the sender of `msg` has it in use."""
        hand = msg.src_id
        self._watch(hand)
        self.make_room(self._most - 1)
        lane = self._borrow(services.key_from_dict(stack=stack), hand)
        *bearers, last = stack
        hops = [*({**spec, "lane": BEARER} for spec in bearers), {**last, "lane": lane[1]}]
        self._made.contexts = []
        answer = self._connected(hops)
        context = answer["context"]
        with self._guard:
            self._note_bearers(context)
            if context is None:
                self._lent.pop(lane, None)
            else:
                self._lane_of[context] = lane
                self._touch(context)
                if self._lent.get(lane) != hand:  # it went while the connection was made
                    self._close(context)
        return answer

    @mitogen.service.expose(mitogen.service.AllowParents())
    @mitogen.service.arg_spec({"context": mitogen.core.Context})
    def put(self, context: Any) -> None:
        """The interpreter is not in use any more."""
        with self._guard:
            lane = self._lane_of.get(context)
            if lane is not None:
                self._lent.pop(lane, None)
                self._touch(context)

    @mitogen.service.expose(mitogen.service.AllowParents())
    @mitogen.service.arg_spec({"stack": list})
    def reset(self, stack: list[dict[str, Any]], msg: Any) -> bool:
        """Close what the sender of `msg` has in use."""
        return self._close_lent(msg.src_id)

    def _connect(self, key: str, spec: dict[str, Any], via: Any = None) -> Any:
        answer = super()._connect(key, spec, via=via)
        answer["init_child_result"][SESSION_FOLDER] = answer["context"].call(at_target.settle)
        self._touch(answer["context"])
        self._made.contexts.append(answer["context"])
        return answer

    def _connected(self, hops: list[dict[str, Any]]) -> dict[str, Any]:
        try:
            return dict(super().get(stack=hops))
        except KeyError:  # Mitogen's books lost it between connecting and answering: its host had gone again
            method = hops[-1]["method"]
            return {
                "context": None,
                "init_child_result": None,
                "method_name": method,
                "msg": self.disconnect_msg,
            }

    def _note_bearers(self, last: Any) -> None:
        """What this thread connected on its way to `last`, and all of it when it did not get there."""
        for context in self._made.contexts:
            if context is not last and context in self._key_by_context:
                self._lane_of[context] = (self._key_by_context[context], BEARER)

    def make_room(self, most: int) -> None:
        """Close what has been idle for too long, and beyond `most` whatever was unused longest."""
        with self._guard:
            free = sorted(self._unused(), key=lambda context: self._used_at[context])
            oldest = time.monotonic() - self._idle_s
            surplus = len(self._key_by_context) - most
            for place, context in enumerate(free):
                # Another hand may be about to reach its host through a bearer: it goes by its age alone.
                in_surplus = place < surplus and self._lane_of[context][1] != BEARER
                if in_surplus or self._used_at[context] < oldest:
                    self._close(context)

    def _unused(self) -> list[Any]:
        """What nobody has in use. What has no lane yet is only being connected, for somebody who waits for it."""
        bearing = {via for via in self._via_by_context.values() if via is not None}
        return [
            context
            for context in list(self._key_by_context)
            if context not in bearing
            and (lane := self._lane_of.get(context)) is not None
            and lane not in self._lent
        ]

    def _borrow(self, key: str, hand: int) -> tuple[str, int]:
        with self._guard:
            number = 0
            while (key, number) in self._lent:
                number += 1
            self._lent[key, number] = hand
            return key, number

    def _watch(self, hand: int) -> None:
        with self._guard:
            if hand in self._known_hands:
                return
            self._known_hands.add(hand)
        context = self.router.context_by_id(hand)
        mitogen.core.listen(context, "disconnect", lambda: self._hand_went(hand))

    def _hand_went(self, hand: int) -> None:
        self._known_hands.discard(hand)
        self._close_lent(hand)

    def _close_lent(self, hand: int) -> bool:
        with self._guard:
            lanes = {lane for lane, owner in self._lent.items() if owner == hand}
            for lane in lanes:
                del self._lent[lane]
            closing = [context for context, lane in self._lane_of.items() if lane in lanes]
            for context in closing:
                self._close(context)
        return bool(closing)

    def _close(self, context: Any) -> None:
        with self._lock:
            self._shutdown_unlocked(context)
        self._lane_of.pop(context, None)
        self._used_at.pop(context, None)

    def _on_context_disconnect(self, context: Any) -> None:
        super()._on_context_disconnect(context)
        with self._guard:
            self._lane_of.pop(context, None)
            self._used_at.pop(context, None)

    def _touch(self, context: Any) -> None:
        self._used_at[context] = time.monotonic()
        via = self._via_by_context.get(context)
        if via is not None:
            self._used_at[via] = time.monotonic()
