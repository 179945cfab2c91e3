"""Who is measured: each a program that Lambda would start, and what somebody would have to deploy for it.

Node's sharp would be the fourth. It is on npm alone; Debian has no package of it. Its pixels are libvips's, which is here
through pyvips.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
BUILT = ROOT / ".build" / "bench"
BOOTSTRAP = ROOT / ".build" / "lambda" / "bootstrap"
# What AWS's managed Python brings along: not part of what is deployed, but of what is started.
MANAGED = ["boto3==1.43.102", "awslambdaric==4.2.2"]


@dataclass(frozen=True)
class Contestant:
    name: str
    title: str
    command: list = field(hash=False)
    handler: str
    package: Path
    requirements: list = field(default_factory=list, hash=False)

    def environment(self):
        """What of the environment is this one's own."""
        if not self.requirements:
            return {"_HANDLER": self.handler}
        return {
            "_HANDLER": self.handler, "PYTHONPATH": f"{self.package}:{BUILT / 'managed'}:{HERE}",
            "LAMBDA_TASK_ROOT": str(HERE), "PYTHONDONTWRITEBYTECODE": "1",
        }

    def files(self):
        """The folders and files that a start reads, as far as they are its own."""
        return [self.package] if not self.requirements else [self.package, BUILT / "managed", python_home()]


def python_home():
    return Path(os.__file__).resolve().parent


def python(module):
    # The interpreter itself, not the environment's link to it, so that nothing else is on its path.
    return [os.path.realpath(sys.executable), "-s", "-m", "awslambdaric", f"{module}.handler"]


MINILAB = Contestant("minilab", "Minilab", [str(BOOTSTRAP)], "process", BOOTSTRAP)
PILLOW = Contestant(
    "pillow", "boto3 + Pillow", python("pillow_function"), "pillow_function.handler", BUILT / "pillow",
    ["pillow==13.0.0"],
)
VIPS = Contestant(
    "vips", "boto3 + pyvips", python("vips_function"), "vips_function.handler", BUILT / "vips",
    ["pyvips==3.2.0", "pyvips-binary==8.18.7"],
)
ALL = [MINILAB, PILLOW, VIPS]


def prepare(say):
    """Installs what the peers need, once."""
    for folder, requirements in [(BUILT / "managed", MANAGED)] + [(c.package, c.requirements) for c in ALL if c.requirements]:
        stamp = folder / "requirements.txt"
        if stamp.exists() and stamp.read_text() == "\n".join(requirements):
            continue
        say(f"installing {', '.join(requirements)}")
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-warn-conflicts", "--compile",
             "--target", str(folder), *requirements],
            check=True,
        )
        stamp.write_text("\n".join(requirements))


def sizes(contestant):
    """Bytes of the zip that would be deployed, and of what it unpacks to; for Python without what AWS brings along."""
    if not contestant.requirements:
        return (ROOT / ".build" / "minilab.zip").stat().st_size, BOOTSTRAP.stat().st_size
    staged = BUILT / f"{contestant.name}-package"
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(
        contestant.package, staged, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "bin", "requirements.txt")
    )
    shutil.copy(HERE / f"{contestant.handler.split('.')[0]}.py", staged)
    unpacked = sum(path.stat().st_size for path in staged.rglob("*") if path.is_file())
    zipped = Path(shutil.make_archive(str(staged), "zip", staged))
    shutil.rmtree(staged)
    return zipped.stat().st_size, unpacked
