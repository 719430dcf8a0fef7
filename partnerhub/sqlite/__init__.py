"""Django's SQLite, which reads each statement's text once."""
