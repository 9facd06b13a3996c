"""Something that somebody typed and that cannot be so, as a sentence beside the form."""

from __future__ import annotations

from schoolwacht_collector.domain.message import Message


class Problem(Exception):  # noqa: N818 - what somebody typed, not a failure of ours
    """Nothing was changed. `text` says what to do."""

    def __init__(self, text: Message) -> None:
        super().__init__(text.template)
        self.text = text
