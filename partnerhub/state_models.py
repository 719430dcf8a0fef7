"""State machines: the one place that knows django-fsm and its traps."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

from django.db import models

with warnings.catch_warnings():
    # Its import announces a later major with another licence; the version is pinned for that reason.
    warnings.filterwarnings("ignore", message=".*django-fsm.*")
    from django_fsm import (
        ConcurrentTransition,
        ConcurrentTransitionMixin,
        FSMField,
        TransitionNotAllowed,
        transition,
    )

__all__ = ["ConcurrentTransition", "StateField", "StatefulModel", "TransitionNotAllowed", "transition"]


class StateField(FSMField):
    """A state that only transitions may change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("protected", True)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)


class StatefulModel(ConcurrentTransitionMixin, models.Model):
    """A row with a state: of two writers who start from the same state one fails with ConcurrentTransition."""

    class Meta:
        abstract = True

    @property
    def state_fields(self) -> tuple[models.Field[Any, Any], ...]:
        """The library looks for them at each object that is made."""
        return _state_fields_of(type(self))

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again, its state included.

        A protected field refuses the assignment that Django makes here, and the library's own mixin
        keeps the old state without a word. So the state is forgotten first.
        """
        fields = kwargs.get("fields") or (args[1] if len(args) > 1 else None)
        for field in self.state_fields:
            if fields is None or field.attname in fields:
                self.__dict__.pop(field.attname, None)
        super().refresh_from_db(*args, **kwargs)


@cache
def _state_fields_of(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    return tuple(field for field in model._meta.fields if isinstance(field, FSMField))
