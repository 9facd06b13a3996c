"""The light service on each machine: it measures, keeps what it measured on disk, and sends it on."""
