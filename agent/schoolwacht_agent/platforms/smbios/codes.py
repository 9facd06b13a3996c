"""The code lists of SMBIOS that are needed (DMTF DSP0134 3.x), as the words that we use for them."""

from __future__ import annotations

# 7.18.1, "Memory Device - Form Factor".
FORMS = {
    3: "simm",
    4: "sip",
    5: "chip",
    6: "dip",
    7: "zip",
    8: "proprietary card",
    9: "dimm",
    10: "tsop",
    11: "soldered",  # "Row of chips"
    12: "rimm",
    13: "sodimm",
    14: "srimm",
    15: "fb-dimm",
    16: "die",
    17: "camm",
}
# 7.18.2, "Memory Device - Type".
MEMORY_KINDS = {
    3: "DRAM",
    4: "EDRAM",
    5: "VRAM",
    6: "SRAM",
    7: "RAM",
    8: "ROM",
    9: "Flash",
    10: "EEPROM",
    11: "FEPROM",
    12: "EPROM",
    13: "CDRAM",
    14: "3DRAM",
    15: "SDRAM",
    16: "SGRAM",
    17: "RDRAM",
    18: "DDR",
    19: "DDR2",
    20: "DDR2 FB-DIMM",
    24: "DDR3",
    25: "FBD2",
    26: "DDR4",
    27: "LPDDR",
    28: "LPDDR2",
    29: "LPDDR3",
    30: "LPDDR4",
    31: "Logical non-volatile device",
    32: "HBM",
    33: "HBM2",
    34: "DDR5",
    35: "LPDDR5",
    36: "HBM3",
}
# 7.23.1, "Portable Battery - Device Chemistry".
CHEMISTRIES = {
    3: "Lead Acid",
    4: "Nickel Cadmium",
    5: "Nickel metal hydride",
    6: "Lithium-ion",
    7: "Zinc air",
    8: "Lithium Polymer",
}
SUPPLY_STATES = {3: "ok", 4: "non-critical", 5: "critical"}
"""7.40.1, "System Power Supply - Status"."""
# 7.7.1, the bits of "Memory Module - Memory Types" that name a kind.
OLD_MEMORY_KINDS = ((10, "SDRAM"), (4, "EDO"), (3, "FPM"))
NO_MEMORY = frozenset({"Flash", "ROM", "EEPROM", "FEPROM", "EPROM"})
"""Kinds of chips that never hold what the system works with: they keep the firmware."""
