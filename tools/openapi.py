"""Writes docs/openapi.json, the description of the interface: `python tools/openapi.py`, run by `make docs`.

A change that would break a program that uses the interface is refused; `--breaking` writes it all the same, for the
moment before a release at which nobody uses it yet, or for a new major version. `--check` writes nothing and fails when
the file is not what the code says.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from schoolwacht_collector.entrypoints.api import create_api
from schoolwacht_collector.entrypoints.api.services import Services

TARGET = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"
_SCHEMAS = "#/components/schemas/"

Document = dict[str, Any]


def text() -> str:
    """The document as it is committed."""
    nothing = cast("Services", None)  # to describe the interface, nothing behind it is needed
    return json.dumps(create_api(nothing).openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def breaking_changes(old: Document, new: Document) -> list[str]:
    """What a program that was written against the old document may stumble over with the new one."""
    return [*_operations(old, new), *_models(old, new)]


def _operations(old: Document, new: Document) -> Iterator[str]:
    for path, methods in old.get("paths", {}).items():
        for method, before in methods.items():
            name = f"{method.upper()} {path}"
            after = new.get("paths", {}).get(path, {}).get(method)
            if after is None:
                yield f"{name} is gone"
                continue
            if before.get("operationId") != after.get("operationId"):
                yield f"{name} has another operationId"
            yield from _parameters(name, before, after)
            for status in before.get("responses", {}):
                if status.startswith("2") and status not in after.get("responses", {}):
                    yield f"{name} no longer answers {status}"


def _parameters(name: str, before: Document, after: Document) -> Iterator[str]:
    old = {(one["in"], one["name"]): one for one in before.get("parameters", [])}
    new = {(one["in"], one["name"]): one for one in after.get("parameters", [])}
    for key, parameter in old.items():
        if key not in new:
            yield f"{name} no longer takes {key[1]}"
        else:
            yield from _schema(f"{name} {key[1]}", parameter.get("schema", {}), new[key].get("schema", {}))
    for key, parameter in new.items():
        if parameter.get("required") and not old.get(key, {}).get("required"):
            yield f"{name} now needs {key[1]}"


def _models(old: Document, new: Document) -> Iterator[str]:
    after = new.get("components", {}).get("schemas", {})
    asked = _asked(new)
    for name, before in old.get("components", {}).get("schemas", {}).items():
        if name not in after:
            yield f"{name} is gone"
            continue
        yield from _schema(name, before, after[name])
        fields = after[name].get("properties", {})
        for field, schema in before.get("properties", {}).items():
            if field not in fields:
                yield f"{name}.{field} is gone"
            else:
                yield from _schema(f"{name}.{field}", schema, fields[field])
        if name in asked:
            for field in set(after[name].get("required", [])) - set(before.get("required", [])):
                yield f"{name}.{field} is needed now"


def _schema(name: str, before: Document, after: Document) -> Iterator[str]:
    """A kind or a value that went. That one came is no break: the documentation says to skip what is not known."""
    for value in sorted(set(before.get("enum", [])) - set(after.get("enum", [])), key=str):
        yield f"{name} no longer knows {value!r}"
    gone = _kinds(before) - _kinds(after)
    if gone and _kinds(before) != _kinds(after):
        yield f"{name} is no longer {' or '.join(sorted(gone))}"


def _kinds(schema: Document) -> set[str]:
    if several := schema.get("anyOf"):
        return {kind for one in several for kind in _kinds(one)}
    if "$ref" in schema:
        return {schema["$ref"].removeprefix(_SCHEMAS)}
    return {str(schema["type"])} if "type" in schema else set()


def _asked(document: Document) -> set[str]:
    """The models that are sent to us, in which a new needed field breaks whoever does not send it."""
    found = set()
    for methods in document.get("paths", {}).values():
        for operation in methods.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                found.add(content.get("schema", {}).get("$ref", "").removeprefix(_SCHEMAS))
    return found - {""}


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--breaking", action="store_true", help="write also what breaks programs")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when the file is not fresh")
    options = parser.parse_args()
    before, after = TARGET.read_text("utf-8") if TARGET.exists() else "{}", text()
    if options.check:
        print("docs/openapi.json is fresh" if before == after else "run python tools/openapi.py")
        return 0 if before == after else 1
    broken = breaking_changes(json.loads(before), json.loads(after))
    if broken and not options.breaking:
        print("Programs that use the interface would break; --breaking writes it all the same:", file=sys.stderr)
        print("\n".join(f"  {one}" for one in broken), file=sys.stderr)
        return 1
    TARGET.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
