"""The description at /openapi.json against the API itself."""

import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

HERE = Path(__file__).parent


def test_the_api_does_what_its_description_says(api):
    """Hundreds of requests that follow the description, and others that do not, made up by schemathesis."""
    report = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis", "--config-file", HERE / "schemathesis.toml", "run",
            f"{api.url}/openapi.json", "--checks", "all", "--phases", "examples,coverage,fuzzing,stateful",
            "--max-examples", "25", "--seed", "1", "--generation-database", "none",
        ],
        env={**os.environ, "SCHEMATHESIS_HOOKS": "formats", "PYTHONPATH": str(HERE), "NO_COLOR": "1"},
        cwd=ROOT / ".build", capture_output=True, text=True, timeout=300,
    )
    assert report.returncode == 0, report.stdout[-12_000:] + report.stderr[-2000:]
