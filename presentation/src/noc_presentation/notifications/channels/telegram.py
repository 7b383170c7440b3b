"""The channel that writes into one Telegram chat: plain text, with buttons where a message has them."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from noc_presentation.configuration_file import BadOption, Options, refuse_unknown
from noc_presentation.notifications.channels.kind import plain_lines, secret_file, web_address
from noc_presentation.notifications.message import Message, Never, NotNow

BOT_API = "https://api.telegram.org"
MOST_TEXT = 4096
MOST_LABEL = 60
TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{10,100}", re.ASCII)
DELIVERED = re.compile(r"message (\d+)")
NOT_CHANGED = "message is not modified"


@dataclass(frozen=True, slots=True)
class TelegramChannel:
    """A bot (by the file of its token), the number of the chat it writes into, and where the Bot API is."""

    token_file: Path
    chat: int
    api: str

    def deliver(self, message: Message) -> str:
        """Send it, or edit the one that it replaces; `message N` is what Telegram calls it from then on."""
        try:
            number = asyncio.run(self._send(message))
        except RetryAfter as error:
            wait = error.retry_after
            seconds = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
            raise NotNow("Telegram asks to wait", seconds) from error
        except (BadRequest, Forbidden, InvalidToken) as error:
            raise Never(f"Telegram: {_words(error)}") from error
        except TelegramError as error:
            raise NotNow(f"Telegram: {_words(error)}") from error
        return f"message {number}"

    def token(self) -> str:
        """The bot's token; raises BadOption for what can't be one."""
        written = self.token_file.read_text("ascii", errors="replace").strip()
        if not TOKEN.fullmatch(written):
            raise BadOption(f"token_file {self.token_file} holds no token of a bot")
        return written

    @property
    def base_url(self) -> str:
        """What stands before the token in the addresses of the Bot API."""
        return f"{self.api}/bot"

    async def _send(self, message: Message) -> int:
        text, keyboard = body(message), _keyboard(message)
        async with Bot(self.token(), base_url=self.base_url) as bot:
            if message.replaces is None:
                preview = LinkPreviewOptions(is_disabled=True)
                sent = await bot.send_message(
                    self.chat, text, reply_markup=keyboard, link_preview_options=preview
                )
                return sent.message_id
            number = number_of(message.replaces)
            try:
                await bot.edit_message_text(text, self.chat, number, reply_markup=keyboard)
            except BadRequest as error:
                if NOT_CHANGED not in str(error).lower():
                    raise
            return number


def body(message: Message) -> str:
    """The text as it is sent: never marked up, cut where Telegram would refuse it."""
    text = plain_lines(f"{message.subject}\n{message.text}" if message.subject else message.text)
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 2] + "\n…"


def number_of(answer: str) -> int:
    """Which message it was that was delivered with this answer; raises Never where it was none of Telegram's."""
    found = DELIVERED.fullmatch(answer)
    if found is None:
        raise Never("what this is to replace is no message of Telegram")
    return int(found[1])


def read(options: Options) -> TelegramChannel:
    """`token_file` and the number of the `chat` are needed; `api` is for a Bot API server of one's own."""
    refuse_unknown(options, {"token_file", "chat", "api"})
    chat = options.get("chat")
    if not isinstance(chat, int) or isinstance(chat, bool) or not chat:
        raise BadOption("chat must be the number of a chat, such as -1001234567890")
    path = secret_file("token_file", options.get("token_file"))
    channel = TelegramChannel(path, chat, web_address("api", options.get("api", BOT_API)).rstrip("/"))
    channel.token()
    return channel


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(one.label[:MOST_LABEL], callback_data=one.data) for one in row]
            for row in message.buttons
        ]
    )


def _words(error: TelegramError) -> str:
    """What went wrong; never an address, which would have the token in it."""
    return re.sub(r"bot[0-9]+:[A-Za-z0-9_-]+", "bot…", str(error))
