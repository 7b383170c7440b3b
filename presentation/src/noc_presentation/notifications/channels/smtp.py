"""The channel that sends mail, built by the standard library so that no text becomes a header."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from noc_presentation.configuration_file import BadOption, Options, refuse_unknown
from noc_presentation.notifications.channels.kind import one_line, plain_lines, secret_file
from noc_presentation.notifications.message import Message, Never, NotNow

TIMEOUT_S = 15
PORTS = {"none": 25, "starttls": 587, "tls": 465}
OPTIONS = {"host", "port", "from", "to", "security", "username", "password_file", "trust"}
MOST_SUBJECT = 200
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/^_`{|}~-]+@[A-Za-z0-9.-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """A mail server and who is written to."""

    host: str
    port: int
    security: str
    sender: str
    recipients: tuple[str, ...]
    username: str | None
    password_file: Path | None
    trust: Path | None = None

    def deliver(self, message: Message) -> str:
        """Hand the mail to the server; what it refuses with 5xx is refused for good, all else for now."""
        try:
            with self._connection() as server:
                if self.username is not None and self.password_file is not None:
                    server.login(self.username, self.password_file.read_text().strip())
                mail = self.mail(message).as_bytes()
                refused = server.sendmail(self.sender, self._recipients(message), mail)
        except smtplib.SMTPRecipientsRefused as error:
            worst = max(code for code, _ in error.recipients.values())
            raise _refusal(worst, "every recipient was refused") from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, _words(error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotNow(f"{self.host}:{self.port}: {error}") from error
        if refused:
            return f"accepted, but not for {', '.join(sorted(refused))}"
        return f"accepted by {self.host}:{self.port}"

    def mail(self, message: Message) -> EmailMessage:
        """The mail; its Message-ID is the same at every try, so that a doubled one can be told."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self.sender
        mail["To"] = ", ".join(self._recipients(message))
        mail["Subject"] = _header(message.subject)[:MOST_SUBJECT]
        mail["Date"] = format_datetime(message.at)
        mail["Message-ID"] = f"<{_header(message.id)}@noc-orchestrator>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(_body(message))
        if message.html is not None:
            mail.add_alternative(_html(message, message.html), subtype="html")
        return mail

    def _recipients(self, message: Message) -> tuple[str, ...]:
        return self.recipients if message.recipient is None else (_address(message.recipient),)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=None if self.trust is None else str(self.trust))

    def _connection(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=self._context())
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        if self.security == "starttls":
            try:
                server.starttls(context=self._context())
            except BaseException:
                server.close()
                raise
        return server


def read(options: Options) -> SmtpChannel:
    """`host`, `from` and `to` are needed; `security` is `starttls` unless said otherwise."""
    refuse_unknown(options, OPTIONS)
    security = options.get("security", "starttls")
    if security not in PORTS:
        raise BadOption(f"security must be one of: {', '.join(PORTS)}")
    username, password_file = options.get("username"), options.get("password_file")
    if (username is None) != (password_file is None):
        raise BadOption("username and password_file belong together")
    if username is not None and security == "none":
        raise BadOption("a password is not sent in the clear; use security: starttls or tls")
    return SmtpChannel(
        host=_text(options, "host"),
        port=_port(options.get("port", PORTS[security])),
        security=security,
        sender=_address(options.get("from")),
        recipients=_recipients(options.get("to")),
        username=None if username is None else str(username),
        password_file=None if password_file is None else secret_file("password_file", password_file),
        trust=None if options.get("trust") is None else _readable(str(options["trust"])),
    )


def _body(message: Message) -> str:
    where = f" on {message.host}" if message.host else ""
    step = f", step {message.node}" if message.node else ""
    signature = f"{message.procedure}, execution {message.execution_number}{step}{where}"
    link = f"\n\n{message.link}" if message.link else ""
    return f"{plain_lines(message.text)}{link}\n\n-- \n{one_line(signature)}\n"


def _html(message: Message, html: str) -> str:
    if message.link is None:
        return html
    address = escape(message.link)
    return html.replace("</body>", f'<p><a href="{address}">{address}</a></p></body>')


def _header(text: str) -> str:
    """`text` as it may stand in a header.

    The standard library decodes encoded words in what it is given and then writes the line ends it found in
    them, so the sequence that begins an encoded word is taken apart.
    """
    return one_line(text).replace("=?", "= ?")


def _refusal(code: int, words: str) -> Never | NotNow:
    answer = f"{code} {words}"
    return Never(answer) if 500 <= code < 600 else NotNow(answer)


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _text(options: Options, name: str) -> str:
    value = options.get(name)
    if not isinstance(value, str) or not value or one_line(value) != value:
        raise BadOption(f"{name} must be a text of one line")
    return value


def _port(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 65536:
        raise BadOption("port must be a number from 1 to 65535")
    return value


def _address(value: Any) -> str:
    if not isinstance(value, str) or not ADDRESS.fullmatch(value):
        raise BadOption(f"{value!r} is no mail address; write it plainly, as noc@example.org")
    return value


def _recipients(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise BadOption("to must be a list of at least one mail address")
    return tuple(_address(item) for item in value)


def _readable(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise BadOption(f"trust {path}: there is no such file")
    return path
