"""Users, tokens of the interface, and the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from schoolwacht_collector.books.api_tokens import ApiScope
from schoolwacht_collector.entrypoints.api.models.answer import Answer, Asked, Word

RoleWord = Literal["viewer", "coordinator", "admin"]


class UserLine(Answer):
    """Somebody who may log in to the console."""

    name: str = Field(examples=["els"])
    role: Literal["viewer", "coordinator", "admin", "none"] = Field(description="none: shut out.")
    has_password: bool = Field(description="Without one, only a log-in link works.")
    sites: list[str] = Field(description="The sites they are bound to; none: the whole school.", examples=[[]])
    created_at: datetime | None


class NewUser(Asked):
    """Somebody who may log in; the password is chosen by way of a link."""

    name: Word = Field(min_length=1, examples=["els"])
    role: RoleWord = "coordinator"


class NewRole(Asked):
    """What a user may do from now on."""

    role: RoleWord


class LoginLink(Answer):
    """A link that lets a user in once, within a day, to choose a password."""

    name: str = Field(examples=["els"])
    link: str = Field(examples=["http://127.0.0.1:8080/start/3Jd0..."])


class ApiTokenLine(Answer):
    """A token of the interface, without its secret."""

    token_id: str = Field(description="The beginning of the token, after `swa_`.", examples=["1f0b2e9d"])
    name: str = Field(description="What it is for, or whose.", examples=["grafana"])
    scope: ApiScope
    site: str = Field(description="The one site it is for; empty for the whole school.", examples=[""])
    created_at: datetime
    expires_at: datetime | None = Field(description="null: until it is revoked.")
    last_used_at: datetime | None = Field(description="To the minute.")
    revoked_at: datetime | None


class NewApiToken(Asked):
    """A token for a program."""

    name: Word = Field(
        min_length=1, description="What it is for, or whose; it stands in the audit trail.", examples=["grafana"]
    )
    scope: ApiScope = Field(
        default=ApiScope.READ,
        description="read looks; write does what a coordinator does; admin also sees to users, tokens and settings.",
    )
    site: Word = Field(default="", description="Only this site's devices and alerts; not together with admin.")
    expires_seconds: float | None = Field(
        default=366 * 86_400, ge=60, le=5 * 366 * 86_400, allow_inf_nan=False, description="null: until it is revoked."
    )


class ApiTokenMade(ApiTokenLine):
    """A new token, with its text, which is shown this once."""

    token: str = Field(examples=["swa_1f0b2e9d_..."])


class DeedLine(Answer):
    """One line of the audit trail."""

    number: int = Field(description="Order of the lines.", examples=[1041])
    at: datetime
    who: str = Field(description="A user, `cli`, or `api:` and the name of a token.", examples=["els"])
    action: str = Field(examples=["device.revoke"])
    subject: str = Field(examples=["4f0c61c2-6d40-4f6b-9a7a-0a3f6f8f2e11"])
    details: str = Field(examples=["state=revoked"])
