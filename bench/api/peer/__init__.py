"""The service that ours is compared with."""
