"""Through which door the present change came: kept beside the call so that no function must pass it on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Door:
    """A request's or job's id, the API client's name, and the caller's network address."""

    request_id: str = ""
    client: str = ""
    address: str = ""


_NOWHERE = Door()
_door: ContextVar[Door] = ContextVar("door", default=_NOWHERE)


def current() -> Door:
    """The door of the present change."""
    return _door.get()


def name_client(client: str) -> None:
    """Add the API client, known only once the token was read."""
    door = _door.get()
    _door.set(Door(door.request_id, client, door.address))


@contextmanager
def through(door: Door) -> Iterator[None]:
    """Everything inside came through this door."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)
