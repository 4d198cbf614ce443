"""A case to take elsewhere: as a program, as files, and beside what other frameworks give."""

from cnnpool.export.case import Case

__all__ = ["Case"]
