"""The REST interface: everything that the console and the command line can do, one module a noun.

`create_api` gives the application for one of two places: the socket in the home (`OwnerGate`) or the network
(`BearerGate`). `Beside` puts the latter beside the console on one port.
"""

from __future__ import annotations

from schoolwacht_collector.entrypoints.api.beside import Beside
from schoolwacht_collector.entrypoints.api.create import create_api
from schoolwacht_collector.entrypoints.api.gate import BearerGate, OwnerGate
from schoolwacht_collector.entrypoints.api.problems import PREFIX

__all__ = ["PREFIX", "BearerGate", "Beside", "OwnerGate", "create_api"]
