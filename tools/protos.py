"""Generates the Python stubs beside the .proto files. Run by `make protos`; a house test compares the result.

Proto path = proto package = Python import path, so nothing has to be repaired afterwards.
"""

from __future__ import annotations

import sys
from pathlib import Path

from grpc_tools import protoc

SOURCE = Path(__file__).resolve().parent.parent / "protos"
BESIDE = Path(sys.executable).parent


def generate(into: Path) -> None:
    """Writes every stub below `into`, in the layout of the source."""
    protos = sorted(str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.proto"))
    failed = protoc.main(
        [
            "protoc",
            f"--proto_path={SOURCE}",
            f"--python_out={into}",
            f"--grpc_python_out={into}",
            f"--plugin=protoc-gen-mypy={BESIDE / 'protoc-gen-mypy'}",
            f"--plugin=protoc-gen-mypy_grpc={BESIDE / 'protoc-gen-mypy_grpc'}",
            f"--mypy_out=readable_stubs:{into}",
            f"--mypy_grpc_out=readable_stubs:{into}",
            *protos,
        ]
    )
    if failed:
        sys.exit(failed)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE)
