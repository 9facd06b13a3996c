"""What all answers and questions of the interface have in common."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.api.problems import PREFIX

Item = TypeVar("Item")

LARGEST = 2**63 - 1
"""What a ledger can count to."""


def _one_line(text: str) -> str:
    return clean(text, len(text) + 1)


Word = Annotated[str, Field(max_length=64), AfterValidator(_one_line)]
"""A name of up to 64 characters: a site, a room, a user."""
Note = Annotated[str, Field(max_length=500), AfterValidator(_one_line)]
"""A sentence or two."""


class Answer(BaseModel):
    """What the interface says. Fields may be added in a later release, never taken away."""

    model_config = ConfigDict(populate_by_name=True)


class Asked(BaseModel):
    """What is asked of the interface. An unknown field is an error, for it is a mistake."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Page(Answer, Generic[Item]):
    """A part of a list. Without `next` it is the last one."""

    items: list[Item]
    next: str | None = Field(
        default=None,
        description="Path of the next page, also in the header `Link`; null on the last one.",
        examples=[f"{PREFIX}/devices?limit=100&cursor=WyJIb29mZ2Vib3V3Il0"],
    )


class FieldProblem(Answer):
    """One part of the request that is not as described."""

    where: str = Field(description="Path to it.", examples=["body.role"])
    problem: str = Field(examples=["Input should be 'viewer', 'coordinator' or 'admin'"])


class ProblemAnswer(Answer):
    """What went wrong (RFC 9457)."""

    type: str = Field(
        description="Which kind; the address of its explanation.", examples=[f"{PREFIX}/docs#problem-invalid"]
    )
    title: str = Field(description="The kind in words.", examples=["Invalid request"])
    status: int = Field(description="The status of the answer.", examples=[422])
    detail: str = Field(description="A sentence that says what to do.", examples=["role: Input should be 'viewer'"])
    errors: list[FieldProblem] = Field(default=[], description="Where, when parts of the request are not as described.")


class Done(Answer):
    """It is done."""

    result: str = Field(default="ok", examples=["ok"])
