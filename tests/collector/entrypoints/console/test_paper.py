"""Pages are compiled before anybody asks for them, once for all languages."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from schoolwacht_collector.entrypoints.console import paper


def test_every_page_is_compiled_in_the_background_for_all_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    paper.prepare().join(60)
    assert not paper.prepare().is_alive()

    def compile_again(*_: object) -> None:
        raise AssertionError("compiled a second time")

    monkeypatch.setattr(Environment, "compile", compile_again)
    for language in ("nl", "en"):
        fresh = paper._environment.__wrapped__(language)
        names = fresh.list_templates()
        assert len(names) > 50
        for name in names:
            fresh.get_template(name)
