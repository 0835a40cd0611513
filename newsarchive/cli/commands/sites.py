"""`newsarchive sites`: sites with a bundled profile, and those that the archive holds."""

from __future__ import annotations

import click

EXAMPLES = """\b
Examples:
  newsarchive sites
"""


@click.command("sites", epilog=EXAMPLES)
def command() -> None:
    """List the sites that have a profile or an archive."""
    raise NotImplementedError
