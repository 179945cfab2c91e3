"""The C of the other architecture, which no machine of these tests has."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(600)
def test_the_kernels_for_arm64_give_the_same_bytes():
    run = subprocess.run([ROOT / "scripts" / "test-arm64"], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stdout + run.stderr
    assert " checks, 0 failures" in run.stdout
