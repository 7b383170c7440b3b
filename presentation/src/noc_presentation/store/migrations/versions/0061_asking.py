"""Telegram and mail of people, cards, buttons and links that answer questions"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "telegram_accounts",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("telegram_id", sa.BigInteger, nullable=False),
        sa.Column("linked_at", INSTANT, nullable=False),
        *_owned(),
        _of("telegram_accounts", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_accounts")),
        sa.UniqueConstraint("account_id", "user_id", name=op.f("uq_telegram_accounts_account_id_user_id")),
        sa.UniqueConstraint(
            "account_id", "telegram_id", name=op.f("uq_telegram_accounts_account_id_telegram_id")
        ),
    )
    op.create_table(
        "telegram_codes",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        *_owned(),
        _of("telegram_codes", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_codes")),
        sa.UniqueConstraint("account_id", "user_id", name=op.f("uq_telegram_codes_account_id_user_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_telegram_codes_digest")),
    )
    op.create_table(
        "telegram_updates",
        sa.Column("update_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_telegram_updates")),
    )
    op.create_index(op.f("ix_telegram_updates_at"), "telegram_updates", ["at"])
    op.create_table(
        "mail_addresses",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        *_owned(),
        _of("mail_addresses", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_addresses")),
        sa.UniqueConstraint("account_id", "user_id", name=op.f("uq_mail_addresses_account_id_user_id")),
    )
    op.create_table(
        "cards",
        sa.Column("destination", sa.String(128), nullable=False),
        sa.Column("channel", sa.String(128), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("execution", sa.String(64), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
        sa.Column("notification_id", sa.String(64), nullable=True),
        *_owned(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index("ix_cards_over", "cards", ["over"])
    op.create_table(
        "card_questions",
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("destination", sa.String(128), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(80), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        *_owned(),
        _of("card_questions", "card_id", "cards"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_questions")),
        sa.UniqueConstraint(
            "account_id",
            "destination",
            "question",
            name=op.f("uq_card_questions_account_id_destination_question"),
        ),
    )
    op.create_index(op.f("ix_card_questions_card_id"), "card_questions", ["card_id"])
    op.create_table(
        "buttons",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("questions", sa.JSON, nullable=False),
        _of("buttons", "card_id", "cards"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buttons")),
    )
    op.create_index(op.f("ix_buttons_card_id"), "buttons", ["card_id"])
    op.create_table(
        "answer_links",
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        *_owned(),
        _of("answer_links", "card_id", "cards"),
        _of("answer_links", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_links")),
    )
    op.create_index(op.f("ix_answer_links_card_id"), "answer_links", ["card_id"])
    op.create_index(op.f("ix_answer_links_user_id"), "answer_links", ["user_id"])


def _owned() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("id", sa.String(36), nullable=False), sa.Column(
        "account_id", sa.String(36), nullable=False
    )


def _of(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete="CASCADE")
