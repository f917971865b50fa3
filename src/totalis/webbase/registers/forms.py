"""What the pages about registers ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.tables.delimiters import DELIMITERS
from totalis.tables.encodings import ENCODINGS
from totalis.tables.reading import DATES, MARKS
from totalis.webbase.forms import DeskForm
from totalis.webbase.registers.kinds import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalis.tables.columns import Column
    from totalis.tables.reading import Reading

ACCEPT = ".csv,.tsv,.txt,.xlsx,.parquet,.jsonl,.ndjson"
QUOTES = {"double": '"', "single": "'", "none": ""}
QUOTE_NAMES = [
    ("double", "quotation marks"),
    ("single", "apostrophes"),
    ("none", "nothing"),
]
SIGNS = {name.replace(" ", "-"): sign for sign, name in DELIMITERS.items()}
SIGN_NAMES = [(name.replace(" ", "-"), name.capitalize()) for name in DELIMITERS.values()]
LAST_HEADER = 100
NO_COLUMN = ("", "Not in this file")
OF_TEXT = ("encoding",)
OF_CSV = ("encoding", "delimiter", "quote", "header_row")
OF_BOOK = ("sheet", "header_row")
ASKED = {"csv": OF_CSV, "jsonl": OF_TEXT, "xlsx": OF_BOOK, "parquet": ()}
"""What is asked of each kind of file, beside how amounts and days are written."""
ALWAYS = ("decimal", "dates", "serials")


class UploadForm(DeskForm):
    """A register to hand in."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=lambda: [("", "Choose"), *((one.key, one.label) for one in kinds())],
        help_text="It says which columns are looked for, and who takes the rows.",
        error_messages={"required": "Choose what it is."},
    )
    file = forms.FileField(
        label="File",
        help_text="CSV, XLSX, Parquet or JSON Lines, with the names of the columns above the rows. It is kept encrypted.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Export the table again, and choose it.",
            "max_length": "The name of the file is too long. Give it a shorter one.",
        },
    )


class ReadingForm(DeskForm):
    """How a file is read. What its kind settles is not asked; what is in doubt has no answer until somebody gives one."""

    sheet = forms.ChoiceField(label="Sheet", help_text="The sheet that holds the table.")
    encoding = forms.ChoiceField(
        label="Letters", choices=list(ENCODINGS.items()), help_text="Right when accents look right."
    )
    delimiter = forms.ChoiceField(
        label="Between cells",
        choices=SIGN_NAMES,
        help_text="Right when each column holds one thing.",
    )
    quote = forms.ChoiceField(
        label="Around cells",
        choices=QUOTE_NAMES,
        help_text="Cells that hold the sign between cells stand inside these.",
    )
    header_row = forms.IntegerField(
        label="Line with the names",
        min_value=1,
        max_value=LAST_HEADER,
        help_text="The names of the columns stand on it; lines above are left out.",
    )
    decimal = forms.ChoiceField(
        label="Amounts",
        widget=forms.RadioSelect,
        choices=list(MARKS.items()),
        help_text="An amount that cannot be read so is refused, never guessed.",
        error_messages={"required": "Say how amounts are written; the file does not settle it."},
    )
    dates = forms.ChoiceField(
        label="Days",
        widget=forms.RadioSelect,
        choices=list(DATES.items()),
        help_text="Days as 2026-01-31 are read in any case.",
        error_messages={"required": "Say how days are written; the file does not settle it."},
    )
    serials = forms.BooleanField(
        label="Days are numbers as Excel counts them",
        required=False,
        help_text="Such as 46053 for 31 January 2026, where a sheet has lost how days look.",
    )

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        kwargs.setdefault("initial", initial_of(reading))
        super().__init__(*args, **kwargs)
        asked = (*ASKED[reading.kind], *ALWAYS)
        for name in set(self.fields) - set(asked):
            del self.fields[name]
        if "sheet" in self.fields:
            sheets = forms.ChoiceField(
                label="Sheet",
                choices=[(one, one) for one in reading.sheets],
                help_text="The sheet that holds the table.",
            )
            sheets.widget.attrs["class"] = "usa-select"
            self.fields["sheet"] = sheets

    def answers(self) -> dict[str, object]:
        """The answers as fields of `Reading`; the quote and the sign as they stand in files."""
        given = dict(self.cleaned_data)
        if "delimiter" in given:
            given["delimiter"] = SIGNS[given["delimiter"]]
            given["quote"] = QUOTES[given["quote"]]
        return given


class ColumnsForm(DeskForm):
    """Which column of the file is which: one field for each column that is wanted."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        columns: Sequence[Column],
        headers: Sequence[str],
        proposed: Mapping[str, str],
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> None:
        kwargs.setdefault("initial", dict(proposed))
        super().__init__(*args, **kwargs)
        for column in columns:
            field = forms.ChoiceField(
                label=column.label,
                required=column.required,
                choices=[NO_COLUMN, *((one, one) for one in headers)],
                help_text=f"{column.help} Each cell: {column.expected}.",
                error_messages={"required": "Choose the column; without it no line can be used."},
            )
            field.widget.attrs["class"] = "usa-select"
            self.fields[column.key] = field


class WithdrawForm(DeskForm):
    """Why a register is taken back."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="The history keeps it; the content of the file is let go.",
        error_messages={"required": "Say why it is taken back."},
    )


def initial_of(reading: Reading) -> dict[str, object]:
    """The answers that a form begins with."""
    signs = {sign: name for name, sign in SIGNS.items()}
    quotes = {sign: name for name, sign in QUOTES.items()}
    return {
        "sheet": reading.sheet,
        "encoding": reading.encoding,
        "delimiter": signs.get(reading.delimiter, ""),
        "quote": quotes.get(reading.quote, ""),
        "header_row": reading.header_row,
        "decimal": reading.decimal,
        "dates": reading.dates,
        "serials": reading.serials,
    }
