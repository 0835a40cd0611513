"""The project's own files keep what they promise: pinned packages, documents that name what exists."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements-dev.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def named(requirement: str) -> str:
    return (
        re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")
    )


def pinned() -> dict[str, str]:
    """The lock's packages with all that follows each."""
    parts = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)
    return {named(part): part for part in parts if part.strip()}


def test_the_lock_names_no_host() -> None:
    assert "://" not in LOCK


def test_every_package_is_pinned_with_hashes() -> None:
    for name, rest in pinned().items():
        assert re.match(r"\S+==\S+", rest), name
        assert "--hash=sha256:" in rest, name


def test_everything_the_project_asks_for_is_pinned() -> None:
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *project["optional-dependencies"]["parquet"],
        *PROJECT["dependency-groups"]["dev"],
        *PROJECT["build-system"]["requires"],
    ]
    assert {named(requirement) for requirement in wanted} - pinned().keys() == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_readme_names_make_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("script", ["tools/venv.sh", "tools/lock.sh", ".ci/run"])
def test_scripts_are_executable_and_parse(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & 0o100
    shell = path.read_text("utf-8").partition("\n")[0].rpartition("/")[2].rpartition(" ")[2]
    assert subprocess.run([shell, "-n", str(path)], check=False).returncode == 0


def test_the_package_carries_its_data() -> None:
    """What is read at run time lies inside the package, where every build takes it along."""
    package = ROOT / "newsarchive"
    assert list((package / "demo" / "words").glob("*.toml"))
    assert list((package / "sites").glob("*.toml"))
    assert (package / "py.typed").exists()
