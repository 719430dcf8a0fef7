"""One adaptor per publisher's format; each yields the same entries."""
