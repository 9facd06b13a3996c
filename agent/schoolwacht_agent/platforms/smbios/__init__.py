"""The SMBIOS table that firmware leaves in memory (DMTF DSP0134), and dmidecode's text of it."""
