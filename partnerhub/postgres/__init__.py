"""Django's PostgreSQL, which keeps the plan of a statement that is asked again and again."""
