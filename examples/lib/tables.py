"""A table that shows itself: a list of dictionaries with the same keys, as HTML and as text."""

from html import escape


class Table:
    def __init__(self, rows):
        self.rows = rows

    def __repr__(self):
        return "\n".join(str(row) for row in self.rows)

    def _repr_html_(self):
        if not self.rows:
            return "<p>no rows</p>"
        head = "".join(f"<th>{escape(str(key))}</th>" for key in self.rows[0])
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row.values()) + "</tr>" for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
