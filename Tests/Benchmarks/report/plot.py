"""Plots as inline SVG: no script, colors from the page's style sheet, so that light and dark are the page's business."""

import html
import math

WIDTH, FONT = 430, 12


def text(x, y, content, anchor="start", kind="label"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{html.escape(str(content))}</text>'


def svg(height, parts, title):
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{html.escape(title)}">'
        f"<title>{html.escape(title)}</title>{''.join(parts)}</svg>"
    )


def number(value):
    """A value with three digits, as people read it."""
    if value == 0:
        return "0"
    digits = max(2 - math.floor(math.log10(abs(value))), 0)
    return f"{value:,.{min(digits, 3)}f}" if value < 1000 else f"{value:,.0f}"


def tick(value):
    """A round value, without zeros that say nothing."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:g}"


def figure(title, plot, note="", names=()):
    """A plot with its title, the legend of its series, and what there is to know of it."""
    legend = "".join(f'<span class="key s{index}">{html.escape(name)}</span>' for index, name in enumerate(names))
    return (
        f"<figure><figcaption><b>{html.escape(title)}</b>{f'<p class=legend>{legend}</p>' if legend else ''}</figcaption>"
        f"{plot}{f'<p class=note>{html.escape(note)}</p>' if note else ''}</figure>"
    )


def bars(rows, unit, title):
    """Horizontal bars: `rows` are (label, [Spread of each series]); whiskers reach from quartile to quartile."""
    left, right, thick, gap = 118, 62, 13, 12
    most = max(each.high for _, spreads in rows for each in spreads)
    scale = (WIDTH - left - right) / most
    parts, y = [], 4.0
    for label, spreads in rows:
        parts.append(text(left - 8, y + thick * len(spreads) / 2 + 4, label, "end"))
        for index, each in enumerate(spreads):
            length = max(each.median * scale, 1)
            parts.append(f'<rect x="{left}" y="{y:.1f}" width="{length:.1f}" height="{thick - 2}" class="s{index}"/>')
            low, high = left + each.low * scale, left + each.high * scale
            if high - low > 1.5:
                parts.append(f'<path d="M{low:.1f} {y + 5.5:.1f}H{high:.1f}" class="whisker"/>')
            parts.append(text(max(left + length, high) + 5, y + thick - 3, f"{number(each.median)} {unit}", kind="value"))
            y += thick
        y += gap
    return svg(y, parts, title)


def stacked(rows, kinds, unit, title, totals=True):
    """Horizontal bars of parts: `rows` are (label, {kind: amount}); the legend belongs to `kinds`."""
    left, right, thick = 118, 58 if totals else 8, 20
    most = max(sum(amounts.values()) for _, amounts in rows)
    scale = (WIDTH - left - right) / most
    parts, y = [], 2.0
    for label, amounts in rows:
        parts.append(text(left - 8, y + 14, label, "end"))
        x = float(left)
        for index, kind in enumerate(kinds):
            amount = amounts.get(kind, 0)
            if amount * scale < 0.3:
                continue
            hint = f"{kind}: {number(amount)} {unit}"
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{amount * scale:.1f}" height="{thick}" class="k{index}">'
                f"<title>{html.escape(hint)}</title></rect>"
            )
            if amount * scale > 26:
                parts.append(text(x + amount * scale / 2, y + 14, number(amount) if totals else f"{amount:.0f}", "middle", "inside"))
            x += amount * scale
        if totals:
            parts.append(text(x + 5, y + 14, f"{number(sum(amounts.values()))} {unit}", kind="value"))
        y += thick + 8
    legend = "".join(f'<span class="key k{index}">{html.escape(kind)}</span>' for index, kind in enumerate(kinds))
    return f"<p class=legend>{legend}</p>" + svg(y, parts, title)


def ticks(low, high, logarithmic, most=6):
    if logarithmic:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        steps = (1, 2, 5) if math.log10(high / low) < 2.2 else (1,)
        return [step * 10**power for power in powers for step in steps if low <= step * 10**power <= high * 1.001]
    rough = (high - low) / most
    step = next(s * 10 ** math.floor(math.log10(rough)) for s in (1, 2, 5, 10) if s * 10 ** math.floor(math.log10(rough)) >= rough)
    return [step * count for count in range(math.ceil(low / step), math.floor(high / step + 1e-9) + 1)]


def lines(series, x_name, y_name, title, logarithmic=False, rules=(), marks=True):
    """Lines through points: `series` are lists of (x, y), in the order of the legend; `rules` are (y, text) to compare with."""
    left, right, top, bottom, height = 50, 14, 20, 40, 270
    points = [point for each in series for point in each]
    xs, ys = [x for x, _ in points], [y for _, y in points] + [y for y, _ in rules]
    x_low, x_high = (min(xs), max(xs)) if logarithmic else (0, max(xs))
    y_low, y_high = (min(ys) * 0.8, max(ys) * 1.15) if logarithmic else (0, max(ys) * 1.08 or 1)

    def place(value, low, high, start, end):
        part = math.log(value / low) / math.log(high / low) if logarithmic else (value - low) / (high - low)
        return start + (end - start) * part

    def x_of(value):
        return place(value, x_low, x_high, left, WIDTH - right)

    def y_of(value):
        return place(value, y_low, y_high, height - bottom, top)

    parts = []
    for value in ticks(y_low, y_high, logarithmic):
        parts.append(f'<path d="M{left} {y_of(value):.1f}H{WIDTH - right}" class="grid"/>')
        parts.append(text(left - 6, y_of(value) + 4, tick(value), "end"))
    for value in sorted(set(xs)) if len(set(xs)) <= 8 else ticks(x_low, x_high, logarithmic):
        parts.append(text(x_of(value), height - bottom + 16, tick(value), "middle"))
    for value, name in rules:
        parts.append(f'<path d="M{left} {y_of(value):.1f}H{WIDTH - right}" class="rule"/>')
        parts.append(text(WIDTH - right, y_of(value) - 4, name, "end"))
    for index, each in enumerate(series):
        path = "L".join(f"{x_of(x):.1f} {y_of(y):.1f}" for x, y in each)
        parts.append(f'<path d="M{path}" class="line s{index}"/>')
        if marks:
            parts += [f'<circle cx="{x_of(x):.1f}" cy="{y_of(y):.1f}" r="3" class="s{index}"/>' for x, y in each]
    parts.append(text((left + WIDTH - right) / 2, height - 5, x_name, "middle"))
    parts.append(text(left - 6, 12, y_name, "start"))
    return svg(height, parts, title)
