"""Restricted-party lists: taken in, compared, published, kept fresh, and made ready to be searched."""
