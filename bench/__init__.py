"""Measurements and derivations that are run by hand; nothing in the product imports this package."""
