"""What Alembic runs: the revisions in this folder, on the connection that `migrate.py` hands over."""

from alembic import context

from schoolwacht_collector.adapters.ledger_sql.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
