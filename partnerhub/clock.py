"""The present moment. Asked at the edges only; everything below takes it as an argument."""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """This machine's moment, in UTC."""
    return datetime.now(UTC)


def database_now() -> datetime:
    """The database's moment, in UTC: one clock for all processes where a deadline decides (M15).

    SQLite has no clock of its own: it runs in this process.
    """
    if connection.vendor != "postgresql":
        return now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)
