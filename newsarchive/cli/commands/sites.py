"""`newsarchive sites`: sites with a bundled profile, and those that the archive holds."""

from __future__ import annotations

import click

from newsarchive.cli import options

EXAMPLES = """\b
Examples:
  newsarchive sites
  newsarchive --archive ~/news sites --json
"""


@click.command("sites", epilog=EXAMPLES)
@options.as_json
@click.pass_obj
def command(archive: str, /, as_json: bool) -> None:
    """List the sites that have a profile or an archive."""
    from newsarchive.archive.reader import open_archive
    from newsarchive.errors import NotFound
    from newsarchive.profile import bundled_profiles

    try:
        with open_archive(archive) as reader:
            archived = dict(reader.stats().per_site)
    except NotFound:
        archived = {}
    profiles = bundled_profiles()
    rows = [
        {
            "site": key,
            "name": profiles[key].name if key in profiles else "",
            "hosts": list(profiles[key].hosts) if key in profiles else [],
            "profile": key in profiles,
            "articles": archived.get(key, 0),
        }
        for key in sorted(profiles.keys() | archived.keys())
    ]
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines(rows)
    else:
        from newsarchive.cli.views.sites import print_sites

        print_sites(rows)
