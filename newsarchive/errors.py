"""One exception for each decision that a caller has to take; the message says what to do."""

from __future__ import annotations


class NewsarchiveError(Exception):
    """Base of all errors that a person is told in one line; ``exit_status`` is the command's."""

    exit_status = 2


class UsageError(NewsarchiveError):
    """The request itself is wrong (option, address, selector): correct it and call again."""

    exit_status = 1


class ProfileError(UsageError):
    """A site profile has an unknown key or an impossible value; the message names file and key."""


class ArchiveError(NewsarchiveError):
    """The archive cannot be read or written (not ours, not writable, disk full): nothing was half-written."""


class ArchiveTooNew(ArchiveError):
    """The archive was written by a newer version: upgrade the program."""


class ArchiveBusy(NewsarchiveError):
    """Another run holds this archive and site: wait for it to end."""

    exit_status = 3


class FetchError(NewsarchiveError):
    """A page could not be had (unknown host, refused, TLS, time-out); the message says which and why."""


class NotFound(NewsarchiveError):
    """What was asked for is not in the archive."""
