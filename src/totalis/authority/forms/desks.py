"""What the pages about connected desks ask."""

from __future__ import annotations

from django import forms

from totalis.webbase.forms import DeskForm
from totalis.webbase.signed.forms import KeyField


class ClientForm(DeskForm):
    """Which desk may file, and by which key it is known."""

    name = forms.CharField(
        label="Organisation that files",
        max_length=160,
        help_text="As examiners shall see it beside its requests, such as Borealis Instruments.",
    )
    key = KeyField(
        label="Public key of the desk",
        help_text="What the desk's own page shows under Connections. It begins with { and is no secret.",
    )
    contact_email = forms.EmailField(
        label="E-mail of who looks after it",
        required=False,
        help_text="For questions about the connection itself; requests have their own contacts.",
    )


class ClientKeyForm(DeskForm):
    """Another key for a desk that may file."""

    key = KeyField(
        label="New public key of the desk",
        help_text="What the desk's own page shows under Connections. It begins with { and is no secret.",
    )


class EndClientForm(DeskForm):
    """Why a desk may file no more."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="Kept in the history. What the desk filed so far stays as it is.",
    )
