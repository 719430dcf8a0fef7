"""Failures that a caller can do something about: each has a number, an HTTP status and a readable sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: an error number, a sentence, and the dotted path of the field it is about."""

    code: int
    message: str | Promise
    field: str = ""


class DomainError(Exception):
    """Something expected went wrong.

    Subclasses state `code` (unique, documented), `status` (HTTP) and, as their docstring or `sentence`,
    what a partner may read; either is translated (`makemessages` collects the docstrings too).
    """

    code: int
    status: int
    sentence: str | Promise = ""

    def __init__(self, message: str | Promise | None = None, *, field: str = "") -> None:
        self.field = field
        self.message = message or self.readable()
        super().__init__(str(self.message))

    @classmethod
    def readable(cls) -> str | Promise:
        """What a partner may read, in the reader's language."""
        return cls.sentence or gettext_lazy(cls.docstring())

    @classmethod
    def docstring(cls) -> str:
        """The docstring in one line."""
        return " ".join((cls.__doc__ or "").split())

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong, one element a field."""
        return (Problem(self.code, self.message, self.field),)

    def name_fields(self, names: Mapping[str, str]) -> None:
        """Call fields as the caller calls them: `names` maps our dotted path to the caller's."""
        self.field = names.get(self.field, self.field)


def all_kinds(base: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Every failure with a number of its own, of the modules that are loaded."""
    for kind in base.__subclasses__():
        if "code" in vars(kind):
            yield kind
        yield from all_kinds(kind)


class Invalid(DomainError):
    """The request is not valid."""

    code, status = 90001, 400

    def __init__(self, problems: Sequence[Problem]) -> None:
        self._problems = tuple(problems)
        super().__init__(self._problems[0].message, field=self._problems[0].field)

    @property
    def problems(self) -> Sequence[Problem]:
        return self._problems

    def name_fields(self, names: Mapping[str, str]) -> None:
        super().name_fields(names)
        self._problems = tuple(
            replace(each, field=names.get(each.field, each.field)) for each in self._problems
        )


@contextmanager
def fields_named(names: Mapping[str, str]) -> Iterator[None]:
    """Failures from inside name these fields as the caller does."""
    try:
        yield
    except DomainError as error:
        error.name_fields(names)
        raise
