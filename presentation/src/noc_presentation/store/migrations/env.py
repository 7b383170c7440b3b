"""How alembic runs our migrations: on the connection it was handed, over the whole metadata."""

from alembic import context

from noc_presentation.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
