"""A document of sections as one HTML file: no script, nothing from elsewhere, readable by any browser of any year."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from totalis.documents.typesetting import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from totalis.documents.form import Json

_STYLE = """\
body{font:16px/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{line-height:1.2;margin:.2rem 0 1rem}h2{color:#1a4480;margin:2rem 0 .6rem;font-size:1.2rem}
dl{display:grid;grid-template-columns:minmax(8rem,13rem) 1fr;gap:.35rem 1rem;margin:0 0 1rem}dt{color:#4d4d4d}dd{margin:0}
.note,.kicker,footer{color:#4d4d4d;font-size:.85rem}.note{overflow-wrap:anywhere}dd,li{overflow-wrap:anywhere}td{overflow-wrap:break-word}
.answer{border-left:5px solid #565c65;background:#f0f0f0;padding:.8rem 1rem;margin:1.2rem 0}.answer strong{display:block;font-size:1.2rem}
.settled{border-color:#1f6b3a;background:#e9f3ec}.open{border-color:#8a5a00;background:#fdf3dc}.refused{border-color:#a3261b;background:#fbe9e7}
.wide{overflow-x:auto}.wide table{min-width:40rem}table{border-collapse:collapse;width:100%;margin:0 0 1rem;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #a9aeb1}
.entry{border-left:3px solid #a9aeb1;padding:.1rem .8rem;margin:.7rem 0}.entry p{margin:.1rem 0}
footer{border-top:1px solid #a9aeb1;margin-top:2.5rem;padding-top:.6rem}
@media (max-width:32rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
"""


def plain_page(content: Json) -> bytes:
    """The document as UTF-8 bytes; the same content gives the same bytes."""
    content = clean(content)
    body = [
        f'<p class="kicker">{_text(content["kicker"])}</p>',
        f"<h1>{_text(content['title'])}</h1>",
        _rows({"rows": content["head"]}),
        _answer(content["answer"]),
    ]
    for section in content["sections"]:
        body.append(f"<h2>{_text(section['title'])}</h2>")
        body += [_BLOCKS[block["kind"]](block) for block in section["blocks"]]
    lines = "<br>".join(map(_text, [content["reference"], *content["footer"]]))
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(content['title'])}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in body if part)
        + f"\n</main>\n<footer>{lines}</footer>\n</body>\n</html>\n"
    )
    return page.encode()


def _text(words: str) -> str:
    shown = escape(words).replace("\n", "<br>")
    plain = words.startswith("https://") and not any(letter.isspace() for letter in words)
    return f'<a href="{shown}">{shown}</a>' if plain else shown


def _answer(answer: Json | None) -> str:
    if answer is None:
        return ""
    after = f"<p>{_text(answer['next'])}</p>" if answer["next"] else ""
    return (
        f'<div class="answer {answer["tone"]}">{_text(answer["label"])}'
        f"<strong>{_text(answer['sentence'])}</strong>{after}</div>"
    )


def _rows(block: Json) -> str:
    lines = [
        f"<dt>{_text(label)}</dt><dd>{_text(value)}"
        + (f'<div class="note">{_text(note)}</div>' if note else "")
        + "</dd>"
        for label, value, note in block["rows"]
    ]
    return f"<dl>{''.join(lines)}</dl>" if lines else ""


def _table(block: Json) -> str:
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in block["head"])
    body = "".join(
        f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in line)}</tr>" for line in block["rows"]
    )
    name = _text(", ".join(block["head"]))
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{name}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _entries(block: Json) -> str:
    return "".join(
        f'<div class="entry"><p><b>{_text(item["title"])}</b></p>'
        + "".join(f"<p>{_text(line)}</p>" for line in item["lines"])
        + "".join(f'<p class="note">{_text(line)}</p>' for line in item["notes"])
        + "</div>"
        for item in block["entries"]
    )


def _listing(block: Json) -> str:
    return f"<ul>{''.join(f'<li>{_text(item)}</li>' for item in block['items'])}</ul>"


def _paragraph(block: Json) -> str:
    kind = ' class="note"' if block["quiet"] else ""
    return f"<p{kind}>{_text(block['says'])}</p>"


def _picture(block: Json) -> str:
    return f'<p class="note">{_text(block["picture"]["says"])}</p>'


_BLOCKS: dict[str, Callable[[Json], str]] = {
    "text": _paragraph,
    "rows": _rows,
    "table": _table,
    "entries": _entries,
    "list": _listing,
    "picture": _picture,
}
