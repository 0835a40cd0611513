"""Lets `python -m newsarchive.cli` stand for the installed command."""

from newsarchive.cli.app import main

if __name__ == "__main__":
    main()
