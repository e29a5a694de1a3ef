"""HTML and SVG for pages without scripts: numbers in two languages, and the charts of a report.

Charts whose labels must stay legible on a phone are tables with a drawing in a cell; the others are SVG with a viewBox.
Nothing here uses a style attribute: the pages forbid what is not in their one style sheet.
"""

import base64
import csv
import hashlib
import io
import math
import re
from html import escape
from urllib.parse import quote

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # what no page may hold
MARK = '<meta name="generator" content="jiuzhou report">'
UP, DOWN = ("#deebf7", "#9ecae1", "#4292c6", "#0b559f"), ("#fee6ce", "#fdae6b", "#e6690a", "#a63603")
QUIET, QUIET_INK, INK, RULE = "#f1f3f5", "#57626d", "#1b2631", "#d5dbe0"
COLOURS = ("#0b559f", "#a63603", "#1b7837", "#6a3d9a", "#8c510a", "#444444")


class Words:
    """One language: zh or en. Texts say province and yuan; a country whose pack has other words gets them."""

    def __init__(self, language, region="province", region_zh="省份", money="yuan"):
        self.language, self.region_zh, self.money = language, region_zh or "地区", money
        self.own = (
            {"province": region, "provinces": region + "s", "provincial": region, "yuan": money}
            if (region, money) != ("province", "yuan")
            else {}
        )

    def __call__(self, en, zh):
        if self.language == "zh":
            return zh if self.region_zh == "省份" else zh.replace("省份", self.region_zh)
        return re.sub(r"\b(provinces?|provincial|yuan)\b", lambda m: self.own[m[0]], en) if self.own else en

    def name(self, thing):
        return thing["name_zh"] if self.language == "zh" else thing["name_en"]

    def listed(self, names):
        return ("、" if self.language == "zh" else ", ").join(names)

    def big(self, x, unit=""):
        """A large number in words, with a unit: money in yuan, or persons."""
        if x == 0:
            return "0"
        steps = (
            ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
            if self.language == "zh"
            else ((1e12, " trn"), (1e9, " bn"), (1e6, " million"), (1e3, " thousand"))
        )
        for size, word in steps:
            if abs(x) >= size:
                return f"{plain(x / size, 2 if abs(x) < 100 * size else 0)}{word}{self.unit(unit)}"
        return plain(x, 2 if abs(x) < 100 else 0) + self.unit(unit)

    def unit(self, unit):
        if not unit:
            return ""
        return (
            {"yuan": "元", "person": "人", "job-year": "人年"}.get(unit, unit)
            if self.language == "zh"
            else f" {self.own.get(unit, unit)}"
        )


def plain(x, digits):
    return f"{x:.{digits}f}".replace("-", "−")


def signed(x, digits):
    text = f"{x:+.{digits}f}"
    return (text if float(text) != 0 else text.replace("-", "+")).replace("-", "−")


def tag(name, content="", **attributes):
    """An element; `content` is HTML already. Underscores of attribute names are hyphens, a last one is dropped."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}' + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{given}>{content}</{name}>"


def table(head, rows, caption, label, classes=""):
    """A table that scrolls sideways by itself where the screen is narrow. Cells are text, or (html, class)."""

    def cell(value, kind, **more):
        content, css = value if isinstance(value, tuple) else (escape(str(value)), None)
        return tag(kind, content, class_=css, **more)

    top = tag("tr", "".join(cell(c, "th", scope="col") for c in head))
    body = "".join(tag("tr", cell(row[0], "th", scope="row") + "".join(cell(c, "td") for c in row[1:])) for row in rows)
    inner = tag(
        "table",
        (tag("caption", caption) if caption else "") + tag("thead", top) + tag("tbody", body),
        class_=classes or None,
    )
    return tag("div", inner, class_="wide", tabindex="0", role="region", aria_label=label)


def cell(value):
    """A text that a spreadsheet would take for a formula is given an apostrophe, as the program's tables do."""
    return "'" + value if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def csv_link(name, head, rows, label):
    """The data of a chart, in the page itself; spreadsheets know by the mark at its beginning that it is UTF-8."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[cell(x) for x in row] for row in (head, *rows)])
    data = "data:text/csv;charset=utf-8," + quote("\ufeff" + out.getvalue())
    return tag(
        "a", "CSV" + tag("span", escape(": " + label), class_="unseen"), href=data, download=name + ".csv", class_="csv"
    )


def figure(title, content, link="", note=""):
    caption = tag(
        "figcaption",
        tag("b", escape(title))
        + (" " + link if link else "")
        + (tag("span", escape(note), class_="note") if note else ""),
    )
    return tag("figure", caption + content)


def steps_of(largest):
    """The bounds of four steps of colour up to a round number."""
    if not largest > 0:
        return [0.25, 0.5, 0.75, 1.0]
    size = 10.0 ** math.floor(math.log10(largest))
    top = next(size * k for k in (1, 2, 4, 6, 8, 10) if size * k >= largest * (1 - 1e-9))
    return [top * k / 4 for k in (1, 2, 3, 4)]


def colour_of(value, steps):
    at = next((i for i, bound in enumerate(steps) if abs(value) <= bound * (1 + 1e-9)), 3)
    return (UP if value > 0 else DOWN)[at], "#ffffff" if at == 3 or (at == 2 and value > 0) else INK


def svg(width, height, content, title, css=""):
    return tag(
        "svg",
        tag("title", escape(title)) + content,
        viewBox=f"0 0 {width} {height}",
        role="img",
        class_=css or None,
        xmlns="http://www.w3.org/2000/svg",
    )


def text_at(x, y, text, size, anchor="middle", fill=INK, weight=None):
    return tag(
        "text",
        escape(text),
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        font_size=size,
        text_anchor=anchor,
        fill=fill,
        font_weight=weight,
    )


def tile_map(places, title, words):
    """`places`: dicts of row, col, name, value (None: nothing known), shown, is_told, tip."""
    told = [p["value"] for p in places if p["is_told"]]
    steps, size = steps_of(max(map(abs, told), default=0)), 60
    out = []
    for p in places:
        fill, ink = colour_of(p["value"], steps) if p["is_told"] else (QUIET, QUIET_INK)
        rect = (
            f'<rect width="{size - 3}" height="{size - 3}" rx="3" fill="{fill}"'
            f' stroke="{RULE if not p["is_told"] else fill}"/>'
        )
        label = tile_name(p["name"], (size - 3) / 2, ink) + text_at((size - 3) / 2, 46, p["shown"], 12.5, fill=ink)
        out.append(
            tag(
                "g",
                tag("title", escape(p["tip"])) + rect + label,
                transform=f'translate({p["col"] * size},{p["row"] * size})',
            )
        )
    width, height = (max(p["col"] for p in places) + 1) * size, (max(p["row"] for p in places) + 1) * size
    return svg(width, height, "".join(out), title, "map") + legend(steps, told, words)


def tile_name(name, middle, ink):
    """As large as the tile lets it be; a long one of several words on two lines."""
    lines = name.split(" ", 1) if len(name) > 9 else [name]
    widest = max(sum(1 if ord(c) > 0x2E80 else 0.6 for c in line) for line in lines)
    size = min(15 if len(lines) == 1 else 11, 2 * middle * 0.96 / widest)
    return "".join(
        text_at(middle, (27 if len(lines) == 1 else 17 + 13 * k), line, f"{size:.1f}", fill=ink)
        for k, line in enumerate(lines)
    )


def legend(steps, told, words):
    """Of the colours on the side of zero where something was told."""
    quiet = tag("span", swatch(QUIET) + escape(words("not told from zero", "与零无法区分")))
    spans = []
    for sign, colours in ((-1, DOWN[::-1]), (1, UP)):
        if not any(sign * value > 0 for value in told):
            continue
        bounds = [0, *steps]
        for k in range(4):
            at = 3 - k if sign < 0 else k
            low, high = bounds[at], bounds[at + 1]
            spans.append(
                tag(
                    "span",
                    swatch(colours[k]) + escape(f"{signed(sign * low, 2) if low else '0'}…{signed(sign * high, 2)}"),
                )
            )
    return tag("p", "".join(spans) + quiet, class_="legend")


def swatch(colour):
    return (
        f'<svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" fill="{colour}"'
        ' stroke="#8a949d" stroke-width="0.5"/></svg>'
    )


def outline_map(shapes, places, title, words):
    """`shapes`: adcode -> list of rings of (longitude, latitude), of the reader's own file."""
    points = [p for rings in shapes.values() for ring in rings for p in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    width = 640
    scale = width / max((east - west) * squeeze, 1e-9)
    height = (north - south) * scale
    told = [p["value"] for p in places if p["is_told"]]
    steps, out = steps_of(max(map(abs, told), default=0)), []
    at = lambda q: f"{(q[0] - west) * squeeze * scale:.1f},{(north - q[1]) * scale:.1f}"
    known = {p["adcode"]: p for p in places}
    for adcode, rings in shapes.items():
        p = known.get(adcode)
        fill = colour_of(p["value"], steps)[0] if p and p["is_told"] else QUIET
        path = "".join("M" + "L".join(at(q) for q in ring) + "Z" for ring in rings)
        out.append(
            f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="#8a949d" stroke-width="0.6">'
            + tag("title", escape(p["tip"] if p else str(adcode)))
            + "</path>"
        )
    return svg(width, round(height), "".join(out), title, "map") + legend(steps, told, words)


def ticks_of(low, high):
    raw = (high - low) / 4
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * k for k in (1, 2, 2.5, 5, 10) if size * k >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) + (1 if abs(step / size - 2.5) < 1e-9 else 0)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)], digits


def paths(years, lines, title, unit=""):
    """Lines over years with bands. `lines`: dicts of label, mean, half (None: no band), colour."""
    width, height, right, top, bottom = 420, 250, 18, 12 + 18 * (len(lines) if len(lines) > 1 else 0), 26
    finite = [
        v
        for line in lines
        for m, h in zip(line["mean"], line["half"])
        if m is not None
        for v in (m - (h or 0), m + (h or 0))
    ]
    low, high = min(finite + [0]), max(finite + [0])
    pad = (high - low) * 0.06 or 0.1
    low, high = low - pad, high + pad
    marks, digits = ticks_of(low, high)
    left = 14 + 7.2 * max(len(signed(v, digits) + unit) for v in marks)
    x = lambda i: left + i / max(len(years) - 1, 1) * (width - left - right)
    y = lambda v: height - bottom - (v - low) / (high - low) * (height - bottom - top)
    out = []
    for v in marks:
        out.append(
            f'<line x1="{left}" x2="{width - right}" y1="{y(v):.1f}" y2="{y(v):.1f}"'
            f' stroke="{"#6b757f" if abs(v) < 1e-12 else "#e3e7ea"}"/>'
        )
        out.append(
            text_at(
                left - 6,
                y(v) + 4,
                (plain(0, digits) if abs(v) < 1e-12 else signed(v, digits)) + unit,
                12,
                "end",
                QUIET_INK,
            )
        )
    every = max(1, math.ceil(len(years) / 6))
    out += [
        text_at(x(i), height - 8, str(year), 12, fill=QUIET_INK)
        for i, year in enumerate(years)
        if (len(years) - 1 - i) % every == 0
    ]
    for k, line in enumerate(lines):
        known = [(i, m, h) for i, (m, h) in enumerate(zip(line["mean"], line["half"])) if m is not None]
        if any(h is not None for _, _, h in known):
            edge = [f"{x(i):.1f},{y(m - (h or 0)):.1f}" for i, m, h in known] + [
                f"{x(i):.1f},{y(m + (h or 0)):.1f}" for i, m, h in reversed(known)
            ]
            out.append(f'<polygon points="{" ".join(edge)}" fill="{line["colour"]}" opacity="0.18"/>')
        dash = ("", "7 3", "2 3", "9 3 2 3", "4 4", "12 4")[k % 6]
        stroke = f'fill="none" stroke="{line["colour"]}" stroke-width="2.2" stroke-dasharray="{dash}"'
        out.append(f'<polyline points="{" ".join(f"{x(i):.1f},{y(m):.1f}" for i, m, _ in known)}" {stroke}/>')
        if len(lines) > 1:
            out.append(
                f'<line x1="{left}" x2="{left + 28}" y1="{12 + 18 * k}" y2="{12 + 18 * k}" {stroke}/>'
                + text_at(left + 34, 16 + 18 * k, line["label"], 12, "start")
            )
    return svg(width, height, "".join(out), title, "path")


def interval(mean, half, low, high, is_told):
    """A drawing for a cell of a table: a dot with its interval, on a scale that all rows share."""
    at = lambda v: f"{4 + 92 * (v - low) / (high - low):.2f}%"
    colour = ("#0b559f" if mean > 0 else "#a63603") if is_told else "#7a858f"
    bar = (
        ""
        if half is None
        else (
            f'<line x1="{at(max(mean - half, low))}" x2="{at(min(mean + half, high))}" y1="9" y2="9" stroke="{colour}"'
            ' stroke-width="2"/>'
        )
    )
    return (
        f'<svg class="dots" aria-hidden="true"><line x1="{at(0)}" x2="{at(0)}" y1="0" y2="18"'
        f' stroke="#6b757f"/>{bar}<circle cx="{at(min(max(mean, low), high))}" cy="9" r="4"'
        f' fill="{colour if is_told else "#ffffff"}" stroke="{colour}" stroke-width="1.5"/></svg>'
    )


def bar(value, largest, colour):
    width = 0 if not largest else 100 * max(value, 0) / largest
    return f'<svg class="dots" aria-hidden="true"><rect width="{width:.2f}%" height="12" y="3" fill="{colour}"/></svg>'


def document(language, title, style, body):
    """A page that loads nothing and runs nothing: its one style sheet is let in by checksum."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    head = (
        f'<meta charset="utf-8">{MARK}<meta name="viewport" content="width=device-width, initial-scale=1"><meta'
        f' http-equiv="Content-Security-Policy" content="{policy}"><title>{escape(title)}</title><style>{style}</style>'
    )
    return CONTROL.sub(
        "\ufffd",
        "<!doctype html>\n<html"
        f" lang=\"{'zh-CN' if language == 'zh' else 'en'}\"><head>{head}</head>\n<body>{body}</body></html>\n",
    )
