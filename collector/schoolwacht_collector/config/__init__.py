"""The only reader of the collector's files and environment: collector.toml, then SCHOOLWACHT_* variables on top.

Unknown keys and wrong values are errors that name file, line and key; nothing is guessed. `sections` says what can be
set, `reading` reads it, `settings` says where each value comes from, `edit` changes one in the file.
"""

from schoolwacht_collector.config.addresses import MOST_ADDRESSES, addresses, console_hosts, console_names, console_url
from schoolwacht_collector.config.example import EXAMPLE
from schoolwacht_collector.config.reading import config_files, home_of, load, service_home
from schoolwacht_collector.config.sections import Agents, Backup, BadConfig, Config, Console, Influxdb, Notify, School

__all__ = [
    "EXAMPLE",
    "MOST_ADDRESSES",
    "Agents",
    "Backup",
    "BadConfig",
    "Config",
    "Console",
    "Influxdb",
    "Notify",
    "School",
    "addresses",
    "config_files",
    "console_hosts",
    "console_names",
    "console_url",
    "home_of",
    "load",
    "service_home",
]
