"""Tables in and out: files of many rows read as people send them, every refused row with its reason.

| module      | what it offers                                                                              |
|-------------|---------------------------------------------------------------------------------------------|
| `detecting` | `detect(source, name=)`: how a file seems to be read, and what a person must confirm          |
| `reading`   | `Reading`, `Doubt`: how a file is read, storable as JSON                                     |
| `reader`    | `read_table(source, name=, reading=)` and `preview`, for files within `Bounds`               |
| `scanning`  | `scan(path, reading)`: a lazy polars frame of text columns, for files of any size            |
| `table`     | `Table`: columns, rows as text with their line numbers, rows that have no shape              |
| `columns`   | `Column`: what a program wants to find in a register                                         |
| `mapping`   | `suggest_mapping`, `apply_mapping`: from a file's columns to typed values                    |
| `writing`   | `write_table(rows or frame, path)`: CSV or Parquet, whole or not at all                      |
| `limits`    | `Bounds`: how large a file may be                                                            |

Nothing is guessed: a number or day that can be read in two ways is refused until the reading says which.
Nothing is dropped: rows + refused lines + blank lines = lines of the file below its header.
"""
