"""Our API against a plain service over the same tables, in the same run."""
