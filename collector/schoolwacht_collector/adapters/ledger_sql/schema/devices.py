"""Tables of devices, when they were heard, their certificates, and the tokens that make new ones."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, Text

from schoolwacht_collector.adapters.ledger_sql.schema.column import MILLISECONDS, NUMBER, none, pseudonymous, table

DEVICES = table(
    "devices",
    "Machines that may call, or that applied for it.",
    "Until the device is deleted.",
    none("number", NUMBER, "Short name of the device within the ledger; never given out twice.", primary_key=True),
    pseudonymous("device_id", Text, "UUID that the collector made.", unique=True),
    pseudonymous("host", Text, "Host name, as the machine claims it."),
    pseudonymous("host_folded", Text, "Host name in the form in which it is searched, whatever its case.", index=True),
    none("site", Text, "Building."),
    none("room", Text, "Room."),
    none("device_class", Text, "What the device is for."),
    none("state", Text, "Where the device is in its life here."),
    none("enrolled_at_ms", MILLISECONDS, "When it became a device."),
    none("agent_version", Text, "Version of the agent."),
    none("operating_system", Text, "Name and version of the operating system."),
    pseudonymous("serial", Text, "Serial number of the machine, as it claims it."),
    none("cloned_at_ms", MILLISECONDS, "When another machine was seen using this identity.", nullable=True),
    sqlite_autoincrement=True,
)

PRESENCE = table(
    "presence",
    "When each device was heard last. Narrow, because it changes with every message.",
    "Only the newest moment; until the device is deleted.",
    none("device", NUMBER, "The device.", ForeignKey("devices.number", ondelete="CASCADE"), primary_key=True),
    pseudonymous("last_seen_ms", MILLISECONDS, "When it was heard last; nothing before the first time.", nullable=True),
    none("clock_offset_ms", MILLISECONDS, "How far its clock is ahead."),
)

CERTIFICATES = table(
    "certificates",
    "Certificates that our authority signed for devices. They outlive their device, so that it can never call again.",
    "For ever, as they say who may not call.",
    none("serial", Text, "Serial number of the certificate, hexadecimal.", primary_key=True),
    pseudonymous("device_id", Text, "The device, which may be deleted.", index=True),
    pseudonymous("key_fingerprint", Text, "Hash of the public key.", index=True),
    none("issued_at_ms", MILLISECONDS, "When it was signed."),
    none("expires_at_ms", MILLISECONDS, "When it ends."),
    none("revoked_at_ms", MILLISECONDS, "When it was revoked.", nullable=True),
    pseudonymous("der", LargeBinary, "The certificate itself."),
)

TOKENS = table(
    "tokens",
    "Rights to enrol.",
    "Until 90 days after they ended.",
    none("token_id", Text, "Name of the token.", primary_key=True),
    none("secret_hash", Text, "Hash of the secret; the secret itself is kept nowhere.", unique=True),
    none("site", Text, "Building of the devices it makes."),
    none("room", Text, "Room of the devices it makes."),
    none("device_class", Text, "What the devices it makes are for."),
    none("uses_left", Integer, "How many devices it may still make."),
    none("expires_at_ms", MILLISECONDS, "When it ends."),
    none("ask", Boolean, "Whether an administrator must approve each device."),
    none("created_at_ms", MILLISECONDS, "When it was made."),
    none("resets", Boolean, "Whether its machines lose their key at every start."),
)

APPLICATIONS = table(
    "applications",
    "Device ids reserved for public keys, so that a repeated Enrol gets the same answer. They outlive their device.",
    "For ever, as they keep a deleted device from coming back with its old key.",
    pseudonymous("key_fingerprint", Text, "Hash of the public key.", primary_key=True),
    pseudonymous("device_id", Text, "The reserved device id.", index=True),
    none("token_id", Text, "The token that was shown."),
    none("applied_at_ms", MILLISECONDS, "When the machine applied."),
)

Index("ix_devices_site_room_host", DEVICES.c.site, DEVICES.c.room, DEVICES.c.host)
