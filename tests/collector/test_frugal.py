from __future__ import annotations

import subprocess
import sys


def test_a_running_collector_never_loads_the_library_for_coloured_tables() -> None:
    program = (
        "import sys; from schoolwacht_collector.frugal import leave_tables_out; leave_tables_out();"
        "import schoolwacht_collector.cli, schoolwacht_collector.app, schoolwacht_collector.judging;"
        "print(sorted(name for name in sys.modules if name.startswith('rich.')))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
