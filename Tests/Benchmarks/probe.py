"""The engine in a process of its own: EngineProbe, which develops what it is asked to and reports what that took."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = ROOT / ".build" / "release" / "EngineProbe"


def build(say):
    """Always asked for: the compiler knows whether there is anything to do."""
    say("building EngineProbe")
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "EngineProbe"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


class Engine:
    """A running probe."""

    def __init__(self, binary=BINARY):
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", str(binary)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(60)

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def run(self, path, job, **settings):
        """What the rendition took: milliseconds of a core by stage, and the process's peak in bytes."""
        fields = [f"{key}={job[key]}" for key in ("format", "quality") if key in job]
        if job.get("width"):
            fields += [f"width={job['width']}", f"height={job['width']}"]
        fields += [f"{key}={value}" for key, value in settings.items()]
        answer = self.tell("\t".join([str(path), "-", *fields]))
        if answer["status"] != "ok":
            raise RuntimeError(f"{path}: {answer.get('reason', answer['status'])}")
        return answer

    def idle(self):
        """The process's peak in bytes before any picture."""
        return self.tell("/dev/null\t-")["peak"]
