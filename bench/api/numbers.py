"""Call-in numbers that differ, as customers' do: copies of one customer would be answered out of a cache."""

from __future__ import annotations

from django.db import connection

# So many numbers are shared, by three customers of four; the fourth has one of its own.
SHARED = 48


def vary() -> None:
    """Change the last digits and the name of the first number of each customer that `many_customers` made."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL[connection.vendor])
        # What the change left behind slows neither, nor does a server that tidies up by itself meanwhile.
        cursor.execute("VACUUM")
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
            cursor.execute("CHECKPOINT")


# `i` is the number of the copy, which its external id carries.
_WHICH = f"""
    SELECT id AS customer, 1000000 + CASE WHEN i % 4 = 0 THEN i ELSE i % {SHARED} END AS which FROM (
        SELECT id, CAST(substr(external_id, 2) AS integer) AS i FROM customers_customer WHERE external_id LIKE 'c%'
    ) AS copies
"""  # noqa: S608
_SQL = {
    "sqlite": f"""
        UPDATE customers_meetingsite SET numbers = json_set(numbers, '$[0].e164', '+1312' || which,
            '$[0].display', '+1 312 ' || which, '$[0].label', 'Chicago ' || which
        ) FROM ({_WHICH}) AS whose WHERE customer = customer_id
    """,  # noqa: S608
    "postgresql": f"""
        UPDATE customers_meetingsite SET numbers = jsonb_set(numbers, '{{0}}', numbers->0 || jsonb_build_object(
            'e164', '+1312' || which, 'display', '+1 312 ' || which, 'label', 'Chicago ' || which
        )) FROM ({_WHICH}) AS whose WHERE customer = customer_id
    """,  # noqa: S608
}
