"""HTML of the kinds that every section needs."""

import html


def table(header, rows, ours=None, words=()):
    """`ours` is the first cell of the row that stands out; `words` are columns of prose."""
    head = "".join(f"<th>{html.escape(str(cell))}</th>" for cell in header)
    body = ""
    for row in rows:
        cells = "".join(
            f"<td{' class=words' if index in words else ''}>{html.escape(str(cell))}</td>" for index, cell in enumerate(row)
        )
        body += f"<tr{' class=ours' if row[0] == ours else ''}>{cells}</tr>"
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def plots(*figures):
    return f'<div class="plots">{"".join(figures)}</div>'


def section(title, *parts):
    return f"<h2>{html.escape(title)}</h2>{''.join(parts)}"


def paragraph(text):
    return f"<p>{html.escape(text)}</p>"
