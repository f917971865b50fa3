"""What the desk's checks say of single answers, as far as forms use them: the texts that translators have.

The desk speaks English only. A sentence that is not listed word for word has a general one of its check.
"""

from __future__ import annotations

from totalis.procedure.forms_sayings import Label, Saying
from totalis.procedure.numbers import FAULT_WORDS, NumberFault

AFTER_THE_LABEL = (
    "this is no day.",
    "this is neither yes nor no.",
    "this is no country.",
    "one of these is no country.",
    "this is no e-mail address.",
    "a line is incomplete.",
    "Write the telephone number with + and the country code.",
    "This is no telephone number.",
    "No such telephone number exists in that country.",
    "An address has a street, a place and a country, each on its line.",
    "The last line is no country.",
)
WHOLE = (
    "This is an individual taxpayer number (ITIN), not a Social Security number.",
    "Only one surname is given.",
    "The full name does not have both surnames.",
    "The last day lies before the first.",
    "The worker was hired after the work in the other country began.",
    "The date of birth cannot be right.",
    "The section 3121(l) agreement begins after the work does.",
)
ADVICE = (
    "Write a day that exists, as YYYY-MM-DD.",
    "Answer yes or no.",
    "Name the country by its code or English name.",
    "Name countries with commas between them.",
    "Write it as name@example.org.",
    "One line each: name; relationship; date of birth.",
    "Write it as +1 410 965 7306.",
    "Compare it with the card or document digit by digit.",
    "Write street, place with postal code and country, one below the other.",
    "Write both surnames in both places, in the order of the passport.",
    "Say what is done, for what kind of firm, and how: an outsider must understand it.",
    "Mend one of the two.",
    "The job must exist before the transfer: mend the day, or decide the case anew.",
    "Mend it.",
    "Before its first day US law does not cover work for the affiliate: mend the days.",
)
NUMBERS = {
    NumberFault.LENGTH: "{label}: this number has not the right number of digits.",
    NumberFault.FORM: "{label}: this number has signs that do not belong there.",
    NumberFault.CHECK_DIGIT: "{label}: this number has a check digit that does not fit.",
    NumberFault.PART: "{label}: this number has a part that no such number has.",
}
GENERAL = {
    "address_incomplete": "{label}: the address is not in the country that was expected.",
    "vague_work": "'{answer}' does not say what the work is.",
}
ANY_OTHER = "{label}: this answer is not as we need it."


def sentences() -> tuple[str, ...]:
    """Every pattern and every advice, for the catalogues."""
    after = (f"{{label}}: {text}" for text in AFTER_THE_LABEL)
    return (*after, *WHOLE, *ADVICE, *NUMBERS.values(), *GENERAL.values(), ANY_OTHER)


def of_desk(check: str, says: str, label: Label, answer: str) -> Saying:
    """What a check of the desk says of an answer, with the pattern that translators have."""
    start = f"{label.english}: "
    rest = says.removeprefix(start)
    if says in WHOLE:
        return Saying(english=says, pattern=says)
    if says.startswith(start) and rest in AFTER_THE_LABEL:
        return Saying(english=says, pattern=f"{{label}}: {rest}", values=(("label", label),))
    pattern = GENERAL.get(check, ANY_OTHER)
    for fault, words in FAULT_WORDS.items():
        if check == "number_implausible" and says.endswith(f"{words}."):
            pattern = NUMBERS[fault]
    return Saying(english=says, pattern=pattern, values=(("answer", answer), ("label", label)))
