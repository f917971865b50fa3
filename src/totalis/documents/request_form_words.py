"""The English texts of a printed request form that stand in no edition; a catalogue translates them."""

from __future__ import annotations

WORDS = {
    "title": "{product}: request under the agreement with {partner}",
    "edition": "Form edition",
    "reference": "Control number",
    "page": "Page {page} of {pages}",
    "yes": "Yes",
    "no": "No",
    "not_known": "I do not know",
    "example": "Example: {example}",
    "mark_if_known": "if known",
    "mark_optional": "may stay empty",
    "mark_unknown": "no source says whether it is asked",
    "declaration": "Declaration",
    "signature": "Signature of whoever asks",
    "day": "Day",
    "name_in_capitals": "Name in capital letters, and function",
    "confidential": "Confidential",
    "continuation": "Continuation",
    "continuation_says": (
        "Where a box is too small, write on here with the number of the field. Add sheets if you need them, each with "
        "the worker's name and the form edition."
    ),
    "boxes": (
        "□ stands for a letter that the fonts of this paper lack; the records hold it as it was written. Write it in by hand."
    ),
}
HOW = {
    "blank": (
        "Write in ink, in any script. Fields with a condition are answered only where it holds. Sign, and send the form "
        "by mail or fax to the address above; do not send it by e-mail."
    ),
    "filled": (
        "This paper shows the answers as they were given. An empty box was not answered. Check them, sign, and send the "
        "paper by mail or fax to the address above; do not send it by e-mail."
    ),
}
DECLARATION = (
    (
        "The answers in this form are complete and true as far as I know. I am the employer, the self-employed "
        "person, or entitled to act for one of them."
    ),
    "I will say so without delay if the work ends early, lasts longer, or changes in any other way that this form asks about.",
)
CONFIDENTIAL = (
    "This form holds personal data, among them numbers that can be misused. It is used only to decide which country's "
    "law covers the work, and may be shown to the agency of {partner} for that purpose. Whoever receives it in error "
    "is asked to destroy it and to tell the sender."
)
