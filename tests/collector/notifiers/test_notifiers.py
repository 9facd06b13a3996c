from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_collector import notifiers
from schoolwacht_collector.notifiers import NotifySettings, make_notifiers


def test_without_addresses_there_is_the_console() -> None:
    assert list(make_notifiers(NotifySettings())) == ["console"]


def test_each_address_is_a_notifier_with_a_name_that_says_nothing() -> None:
    made = make_notifiers(NotifySettings(("mailto://u:hunter22@school.example", "json://chat.example/secret")))
    assert sorted(made) == ["console", "notify-1", "notify-2"]
    assert "hunter22" not in repr(made) + repr(NotifySettings(("mailto://u:hunter22@school.example",)))


def test_a_module_without_a_notifier_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nothing_in_here.py").write_text("")
    monkeypatch.setattr(notifiers, "__path__", [*notifiers.__path__, str(tmp_path)])
    with pytest.raises(TypeError, match="nothing_in_here"):
        make_notifiers(NotifySettings())
