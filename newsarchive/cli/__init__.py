"""The command line: `newsarchive`; each command is a module of its own, loaded when it is called."""

from newsarchive.cli.app import main

__all__ = ["main"]
