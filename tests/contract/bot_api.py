"""A server on loopback that speaks the Bot API as far as a bot that polls, sends, edits and answers needs it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "12345:AAH-a-token-of-nobody-at-all"
CHAT = -1001
JSON = dict[str, Any]
BOT = {"id": 12345, "is_bot": True, "first_name": "noc", "username": "noc_bot"}


@dataclass
class BotApi:
    """What the bot has said, what it is told, and the troubles it can be given."""

    url: str = ""
    updates: list[JSON] = field(default_factory=list)
    messages: dict[int, JSON] = field(default_factory=dict)
    edits: list[JSON] = field(default_factory=list)
    answers: list[JSON] = field(default_factory=list)
    troubles: list[tuple[int, JSON]] = field(default_factory=list)
    confirmed: int = 0
    forgetful: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    _update: int = 1000

    def press(
        self,
        sender: JSON | None,
        data: str | None,
        message: int | None = None,
        chat: int = CHAT,
        inline: bool = False,
        update: int | None = None,
    ) -> int:
        """Somebody presses something; `message` is the newest where none is named. The update's number."""
        number = message or (max(self.messages) if self.messages else 1)
        query: JSON = {"id": f"q{self._update}", "chat_instance": "1", "from": sender}
        if data is not None:
            query["data"] = data
        if inline:
            query["inline_message_id"] = "abc"
        else:
            query["message"] = _message(number, chat, "text")
        return self._tell({"callback_query": query}, update)

    def write(self, sender: JSON, text: str, chat: int | None = None) -> int:
        """Somebody writes to the bot, in private unless a chat is named."""
        where = (
            {"id": chat, "type": "supergroup", "title": "noc"}
            if chat
            else {
                "id": sender["id"],
                "type": "private",
            }
        )
        command = text.split()[0]
        message = {
            "message_id": 1,
            "date": 1_700_000_000,
            "chat": where,
            "from": sender,
            "text": text,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(command)}],
        }
        return self._tell({"message": message}, None)

    def _tell(self, update: JSON, number: int | None) -> int:
        with self.lock:
            if number is None:
                self._update += 1
                number = self._update
            self.updates.append({"update_id": number, **update})
        return number

    def call(self, method: str, given: JSON) -> tuple[int, JSON]:
        """What the Bot API answers."""
        with self.lock:
            if self.troubles and method in ("sendMessage", "editMessageText"):
                return self.troubles.pop(0)
        found = getattr(self, f"_{method}", None)
        if found is None:
            return 200, {"ok": True, "result": True}
        return 200, {"ok": True, "result": found(given)}

    def _getMe(self, given: JSON) -> JSON:
        return BOT

    def _getUpdates(self, given: JSON) -> list[JSON]:
        offset = int(given.get("offset", 0))
        for _ in range(20):
            with self.lock:
                self.confirmed = max(self.confirmed, offset)
                waiting = [one for one in self.updates if one["update_id"] >= offset]
                if not self.forgetful:
                    self.updates = list(waiting)
                if waiting:
                    return waiting
            time.sleep(0.01)
        return []

    def _sendMessage(self, given: JSON) -> JSON:
        with self.lock:
            number = len(self.messages) + 1
            self.messages[number] = given
        return _message(number, int(given["chat_id"]), given["text"])

    def _editMessageText(self, given: JSON) -> JSON:
        with self.lock:
            self.edits.append(given)
        return _message(int(given["message_id"]), int(given["chat_id"]), given["text"])

    def _answerCallbackQuery(self, given: JSON) -> bool:
        with self.lock:
            self.answers.append(given)
        return True

    def buttons(self, given: JSON | None = None) -> dict[str, str]:
        """The buttons below the newest message (or this one): label to data."""
        shown = given or self.messages[max(self.messages)]
        keyboard = json.loads(shown["reply_markup"])["inline_keyboard"] if "reply_markup" in shown else []
        return {one["text"]: one["callback_data"] for row in keyboard for one in row}


def _message(number: int, chat: int, text: str) -> JSON:
    return {
        "message_id": number,
        "date": 1_700_000_000,
        "chat": {"id": chat, "type": "supergroup", "title": "noc"},
        "text": text,
    }


@contextmanager
def bot_api() -> Iterator[BotApi]:
    """The server, until the end."""
    api = BotApi()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            prefix, _, method = self.path.rpartition("/")
            given = dict(parse_qsl(body.decode()))
            if prefix == f"/bot{TOKEN}":
                status, answer = api.call(method, given)
            else:
                status, answer = 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
            written = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            with suppress(OSError):  # the bot has been stopped
                self.wfile.write(written)

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    api.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
