from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schoolwacht_agent.only_one import AlreadyRunning, Hold

HOLDING = """
import sys, time
from pathlib import Path
from schoolwacht_agent.only_one import Hold
hold = Hold(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_agent_for_one_home_is_refused_until_the_first_is_dead(tmp_path: Path) -> None:
    first = subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], stdout=subprocess.PIPE)
    assert first.stdout is not None
    assert first.stdout.readline() == b"held\n"
    with pytest.raises(AlreadyRunning, match="stop it first"):
        Hold(tmp_path)
    first.kill()
    first.wait()
    first.stdout.close()
    Hold(tmp_path).release()
