"""Noting a page or a paper that somebody read for a case."""

from __future__ import annotations

from django import forms

from totalis.webbase.forms import DayField, DeskForm


class SourceForm(DeskForm):
    """What was read, when, and why it matters."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="As it stands on the page or the paper.",
        error_messages={"required": "Write its title."},
    )
    url = forms.CharField(
        label="Address",
        required=False,
        max_length=500,
        help_text="https://…; leave it empty for something on paper.",
    )
    accessed_on = DayField(
        label="Read on",
        help_text="The day on which you read it.",
        error_messages={
            "required": "Say on which day you read it.",
            "invalid": "Write a day that exists.",
        },
    )
    why = forms.CharField(
        label="Why it matters here",
        max_length=300,
        help_text="What it settles or puts in doubt.",
        error_messages={"required": "Say in a few words what it settles."},
    )
