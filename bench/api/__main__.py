"""List, get and create of customers, per second and in CPU, beside a plain FastAPI service over the same tables.

    uv run python -m bench.api [--customers 100000] [--database sqlite|postgres] [--csl FILE]

Both services run behind granian with the same number of processes (as README has it: 4 on PostgreSQL; 1 on SQLite, which
has one writer at a time), on a database of the run's own, and are called in turns over 16 kept-alive connections, each
going first in every other round. Before that their documents are compared:
the same pages, the same customers. Figures are the median of the rounds, CPU with the least and the most;
ratios are the median of each round's own.
`--server` names the PostgreSQL server. Nothing is asserted: read the figures.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

NAME = "partnerhub_bench"


def main() -> None:
    wishes = _arguments()
    with _database(wishes.database, wishes.server) as peers_url:
        from bench.api import comparison  # Not before DATABASE_URL is set: Django reads it once.

        comparison.run(
            customers=wishes.customers,
            peers_url=peers_url,
            port=wishes.port,
            workers=wishes.workers or (1 if wishes.database == "sqlite" else 4),
            concurrency=wishes.concurrency,
            rounds=wishes.rounds,
            csl=wishes.csl,
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432", help="without a database")
    parser.add_argument("--csl", type=Path, help="a Consolidated Screening List CSV; default: the demo list")
    parser.add_argument("--port", type=int, default=8150, help="ours; the peer takes the next one")
    parser.add_argument("--workers", type=int, help="server processes of each service; default: see above")
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=7, help="measured ones, after one to warm up")
    return parser.parse_args()


@contextmanager
def _database(kind: str, server: str) -> Iterator[str]:
    """A new database in DATABASE_URL, removed afterwards; gives SQLAlchemy's address of it."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
            yield os.environ["DATABASE_URL"]
        return
    os.environ["DATABASE_URL"] = f"{server}/{NAME}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")
        try:
            yield f"postgresql+asyncpg://{server.partition('://')[2]}/{NAME}"
        finally:
            connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


if __name__ == "__main__":
    main()
