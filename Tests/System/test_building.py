"""The scripts that prepare and build, run on a copy of theirs with programs that fail or only pretend."""

import os
import shutil
import subprocess

import pytest
from conftest import ROOT


@pytest.fixture
def workshop(tmp_path):
    """A folder with copies of scripts, and programs of the test's own before all others on the PATH."""
    programs = tmp_path / "programs"
    programs.mkdir()

    class Workshop:
        folder = tmp_path / "checkout"

        def program(self, name, body):
            (programs / name).write_text(f"#!/bin/bash\n{body}\n")
            (programs / name).chmod(0o755)

        def run(self, script, *copied):
            (self.folder / "scripts").mkdir(parents=True, exist_ok=True)
            for each in (script, *copied):
                shutil.copy(ROOT / "scripts" / each, self.folder / "scripts" / each)
            return subprocess.run(
                [self.folder / "scripts" / script], env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
                capture_output=True, text=True,
            )

    return Workshop()


# An apt that unpacks a source whose configure and make do what the test wants.
SOURCE = r"""case "$*" in
*" source "*)
    mkdir thing-1; cd thing-1
    printf '#!/bin/bash\n%s\n' "$CONFIGURE" >configure; chmod +x configure
    for folder in lib src; do mkdir -p $folder/.libs; echo old >$folder/.libs/libcurl.a; echo old >$folder/.libs/liblcms2.a; done ;;
esac"""


@pytest.mark.parametrize("step", ["configure", "make"])
def test_a_step_that_fails_ends_the_build_of_a_library(workshop, monkeypatch, step):
    workshop.program("dpkg-query", "echo 1.0")
    workshop.program("apt-get", SOURCE)
    workshop.program("make", "exit 1" if step == "make" else "exit 0")
    monkeypatch.setenv("CONFIGURE", "echo nothing works; exit 1" if step == "configure" else "exit 0")
    run = workshop.run("static-deps")
    assert run.returncode == 1 and "static-deps: cannot build curl" in run.stderr
    assert not list((workshop.folder / ".build" / "deps" / "lib").iterdir())


def test_a_library_that_builds_is_kept_with_its_version(workshop, monkeypatch):
    workshop.program("dpkg-query", "echo 1.0")
    workshop.program("apt-get", SOURCE)
    workshop.program("make", "exit 0")
    monkeypatch.setenv("CONFIGURE", "exit 0")
    for expected in ("building libcurl.a", "libcurl.a of Debian's curl 1.0 is there"):
        run = workshop.run("static-deps")
        assert run.returncode == 0 and expected in run.stdout, run.stderr


def test_a_binary_that_cannot_be_examined_is_not_taken_for_a_static_one(workshop):
    (workshop.folder / ".build" / "deps" / "lib").mkdir(parents=True)
    for archive in ("libcurl.a", "liblcms2.a"):
        (workshop.folder / ".build" / "deps" / "lib" / archive).touch()
    workshop.program("swift", f'case "$*" in *--show-bin-path) echo {workshop.folder};; esac')
    (workshop.folder / "bootstrap").write_text("no program\n")
    run = workshop.run("package")
    assert run.returncode != 0 and not (workshop.folder / ".build" / "lambda").exists()


def test_a_copied_build_folder_forgets_where_it_was_made(workshop):
    workshop.program("dpkg-query", "echo installed")
    workshop.program("swift", "exit 0")
    workshop.program("python3", r"""case "$*" in
        "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; touch "$3/new" ;;
        --version) echo Python 3.11 ;;
    esac""")
    build = workshop.folder / ".build"
    cache = build / "static" / "x86_64-unknown-linux-gnu" / "release" / "ModuleCache"
    kept = build / "static" / "x86_64-unknown-linux-gnu" / "release" / "kept.o"
    (workshop.folder / "scripts").mkdir(parents=True)
    (workshop.folder / "scripts" / "static-deps").write_text("#!/bin/bash\n")
    (workshop.folder / "scripts" / "static-deps").chmod(0o755)

    def made():
        cache.mkdir(parents=True, exist_ok=True)
        kept.touch()
        run = workshop.run("setup", "requirements.txt")
        assert run.returncode == 0, run.stderr
        return run.stdout

    assert "was made in" not in made() and cache.exists(), "the first time nothing is known"
    assert "was made in" not in made() and cache.exists()
    (build / "venv" / "new").unlink()
    (build / "place").write_text("/somewhere/else\n")
    assert ".build was made in /somewhere/else" in made()
    assert kept.exists() and not cache.exists() and (build / "venv" / "new").exists()
    assert "was made in" not in made()
