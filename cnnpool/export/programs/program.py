"""A program as every framework's renderer makes it."""

from dataclasses import dataclass

from cnnpool.errors import Words

Note = Words


@dataclass(frozen=True)
class Program:
    """A case in one framework: ``text`` runs as it is, None where the framework has no right form.

    ``notes`` say what the framework cannot express, why, and what stands there instead.
    """

    framework: str
    text: str | None
    notes: tuple[Note, ...] = ()
