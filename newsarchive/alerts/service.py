"""Sends a message through Apprise: bounded in time, and no word of its address or secrets left behind."""

from __future__ import annotations

import logging
import re
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from newsarchive.alerts.declared import MARKDOWN
from newsarchive.errors import NewsarchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.alerts.digest import Message

# Apprise waits 4 s to connect and 4 s for each piece of an answer; who trickles is left alone after this.
DEADLINE_SECONDS = 45.0
# Services name the longest message they take; nobody reads a longer one than this anyway.
MOST_CHARACTERS = 12_000
# The title counts as part of the message with many services.
TITLE_CHARACTERS = 200
# These write addresses with all that is secret in them into their logs.
_TALKATIVE: Final = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
_STATUS: Final = re.compile(r"\berror\s*=\s*(\d{3})\b")


class ChannelFailed(NewsarchiveError):
    """A channel did not take a message; with ``is_unknown`` it may have: the answer did not come.

    The message is made of this module's own words, never of Apprise's or the receiver's.
    """

    def __init__(self, message: str, *, is_unknown: bool = False) -> None:
        super().__init__(message)
        self.is_unknown = is_unknown


class Service:
    """One channel, ready to send. Raises ``ChannelFailed`` without Apprise or a right address."""

    def __init__(self, url: str, deadline: float = DEADLINE_SECONDS) -> None:
        try:
            import apprise
        except ImportError:
            raise ChannelFailed(
                "Apprise is not installed; call `pip install 'newsarchive[alerts]'`"
            ) from None
        self._deadline = deadline
        self._apprise = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False))
        service = _instantiated(apprise, url)
        self._apprise.add(service)
        longest = int(service.body_maxlen) - TITLE_CHARACTERS
        self.room = max(TITLE_CHARACTERS, min(longest, MOST_CHARACTERS))

    def send(self, message: Message, form: str) -> None:
        """Send and wait for the answer. Raises ``ChannelFailed``."""
        heard: list[str] = []
        ended: list[bool] = []

        def notify() -> None:
            ended.append(self._notify(message, form))

        with _silence(heard):
            thread = threading.Thread(target=_without_traceback(notify, heard), daemon=True)
            thread.start()
            thread.join(self._deadline)
            if thread.is_alive():
                raise ChannelFailed(f"no answer within {self._deadline:.0f} s", is_unknown=True)
        if ended != [True]:
            raise _failure(heard)

    def _notify(self, message: Message, form: str) -> bool:
        kind = "markdown" if form == MARKDOWN else "text"
        return bool(self._apprise.notify(title=message.title, body=message.body, body_format=kind))


def _instantiated(apprise: Any, url: str) -> Any:
    """The service of an address; whatever a plugin raises about it would show the address."""
    try:
        with _silence():
            service = apprise.Apprise.instantiate(url)
    except Exception as error:  # noqa: BLE001 - a plugin of a service may raise anything
        raise ChannelFailed(f"Apprise cannot use the address ({type(error).__name__})") from None
    if service is None:
        raise ChannelFailed("the address is none that Apprise knows or it lacks a part")
    return service


def _without_traceback(action: Any, heard: list[str]) -> Any:
    """A thread's own traceback would show the address."""

    def quiet() -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - a plugin of a service may raise anything
            heard.append(f"{type(error).__name__}")

    return quiet


def _failure(heard: list[str]) -> ChannelFailed:
    """Why it failed, in our words, as far as what was heard lets tell."""
    text = "\n".join(heard)
    if status := _STATUS.search(text):
        return ChannelFailed(f"the service answered HTTP {status[1]}")
    for sign, words, is_unknown in (
        ("Read timed out", "no answer in time", True),
        ("RemoteDisconnected", "the connection ended without an answer", True),
        ("Connection reset", "the connection ended without an answer", True),
        ("timed out", "no connection in time", False),
        ("refused", "the connection was refused", False),
        ("resolve", "its host is not known", False),
        ("Name or service not known", "its host is not known", False),
        ("CERTIFICATE", "its certificate is not valid", False),
    ):
        if sign in text:
            return ChannelFailed(words, is_unknown=is_unknown)
    return ChannelFailed("the service did not take it")


class _Ear(logging.Handler):
    """Hears what is logged, and passes nothing on."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(record.getMessage())


@contextmanager
def _silence(heard: list[str] | None = None) -> Iterator[None]:
    """Keep what the libraries log and warn of away from our logs at every level; ``heard`` collects it."""
    ear = _Ear(heard if heard is not None else [])
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    before = [(one.propagate, one.level, one.handlers) for one in loggers]
    for one in loggers:
        one.propagate, one.handlers = False, [ear]
        one.setLevel(logging.DEBUG if one.name == "apprise" else logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for one, (propagate, level, handlers) in zip(loggers, before, strict=True):
            one.propagate, one.handlers = propagate, handlers
            one.setLevel(level)
