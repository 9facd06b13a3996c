"""`python -m schoolwacht_collector.second`: the second process, which leaves out what it never uses; see judging.py."""

from __future__ import annotations

from schoolwacht_collector.frugal import leave_tables_out

if __name__ == "__main__":
    leave_tables_out()
    from schoolwacht_collector.judging import main

    main()
