"""The bot: what Telegram says of buttons and codes goes to whoever knows what they mean; all else is ignored."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram import CallbackQuery, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    filters,
)

from noc_presentation.asking import telegram_accounts
from noc_presentation.asking.pressing import Press, Presses
from noc_presentation.errors import Misconfigured, Refused
from noc_presentation.instants import Clock
from noc_presentation.notifications.channels.telegram import TelegramChannel
from noc_presentation.store.database import Database

WANTED = ["callback_query", "message"]
AGAIN_S = 5.0
log = structlog.get_logger()
Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
Bot = Application[Any, Any, Any, Any, Any, Any]


def make_bot(channel: TelegramChannel, presses: Presses, database: Database, clock: Clock) -> Bot:
    """The bot of this channel's token; nothing is contacted yet."""
    bot = ApplicationBuilder().token(channel.token()).base_url(channel.base_url).job_queue(None).build()
    bot.add_handler(CallbackQueryHandler(_pressing(presses)))
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    bot.add_handler(CommandHandler(["link", "start"], _linking(presses, database, clock), filters=private))
    bot.add_error_handler(_failed)
    return bot


async def serve(bot: Bot, stop: asyncio.Event) -> None:
    """Poll until told to stop; Telegram is waited for. Raises Misconfigured for a token that is none."""
    while not stop.is_set():
        try:
            await bot.initialize()
            break
        except InvalidToken as error:
            raise Misconfigured(
                "token_file", "Telegram does not know this bot", "see docs/notifications.md"
            ) from error
        except TelegramError as error:
            log.warning("telegram.unreachable", error=type(error).__name__)
            await _wait(stop, AGAIN_S)
    if stop.is_set():
        return
    polling = bot.updater
    if polling is None:
        raise Misconfigured("telegram", "this bot can't poll", "see docs/notifications.md")
    try:
        await polling.start_polling(allowed_updates=WANTED, bootstrap_retries=-1)
        await bot.start()
        await stop.wait()
    finally:
        if polling.running:
            await polling.stop()
        if bot.running:
            await bot.stop()
        await bot.shutdown()


def _pressing(presses: Presses) -> Handler:
    async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        words = await asyncio.to_thread(presses.take, _press(update.update_id, query))
        if words is None:
            return
        try:
            await query.answer(words, show_alert=True)
        except TelegramError as error:  # it is decided; only whoever pressed isn't told here
            log.info("telegram.answer_lost", error=type(error).__name__)

    return pressed


def _linking(presses: Presses, database: Database, clock: Clock) -> Handler:
    def link(update_id: int, sender: int, code: str) -> str | None:
        if not presses.is_new(update_id):
            return None
        try:
            return f"✔ {telegram_accounts.link(database, sender, code, clock())}"
        except Refused as error:
            return f"{error.detail} ({error.code})"

    async def linking(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        sender, message = update.effective_user, update.effective_message
        if sender is None or sender.is_bot or message is None or not context.args:
            return
        words = await asyncio.to_thread(link, update.update_id, sender.id, context.args[0][:64])
        if words is not None:
            await message.reply_text(words)

    return linking


def _press(update_id: int, query: CallbackQuery) -> Press:
    message = query.message
    return Press(
        update=update_id,
        sender=query.from_user.id if query.from_user else None,
        is_bot=bool(query.from_user and query.from_user.is_bot),
        chat=message.chat.id if message else None,
        message=message.message_id if message else None,
        data=query.data,
    )


async def _failed(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    log.error("telegram.failed", error=type(context.error).__name__)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
