"""Charts as SVG, for the sample whose explanation shows its figures: columns, lying bars, a line, a pie, and boxes for an office."""
import math

SHADES = ["#4472c4", "#ed7d31", "#a5a5a5", "#ffc000", "#5b9bd5", "#70ad47"]
WIDTH, HEIGHT = 360, 170
LEFT, RIGHT, TOP = 50, WIDTH - 20, 15  # of what stands over an axis at the left


def text(x, y, words, anchor="middle"):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="8" text-anchor="{anchor}">{words}</text>'


def box(x, y, width, height, shade="none", line="none"):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{shade}" stroke="{line}"/>'


def line(x0, y0, x1, y1, shade="#868686"):
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{shade}" stroke-width="0.75"/>'


def picture(parts, framed=False):
    frame = box(0.5, 0.5, WIDTH - 1, HEIGHT - 1, "#fff", "#868686") if framed else ""
    return f'<p class=chart><svg width="{WIDTH}pt" height="{HEIGHT}pt" viewBox="0 0 {WIDTH} {HEIGHT}">{frame}{"".join(parts)}</svg></p>'


def scale(values):
    """The step of an axis and how many steps it has."""
    most = max(map(float, values))
    step = next(k * 10 ** e for e in range(-2, 9) for k in (1, 2, 5) if most / (k * 10 ** e) <= 6)
    return step, math.ceil(most / step)


def keys(names):
    parts, x = [], WIDTH / 2 - 40 * len(names)
    for n, name in enumerate(names):
        parts += [box(x, HEIGHT - 14, 6, 6, SHADES[n]), text(x + 9, HEIGHT - 8, name, "start")]
        x += 80
    return parts


def axis(values, bottom):
    """Where values stand over an axis at the left, and the axis with its lines."""
    step, steps = scale(values)
    at = lambda value: bottom - (bottom - TOP) * float(value) / (step * steps)
    return at, [part for n in range(steps + 1) for part in (line(LEFT, at(n * step), RIGHT, at(n * step)), text(LEFT - 5, at(n * step) + 3, f"{n * step:,}", "end"))]


def columns(series, groups, framed=False):
    """Columns side by side: `series` are names with the values of each group."""
    bottom = HEIGHT - 40
    at, parts = axis((value for _, values in series for value in values), bottom)
    wide = (RIGHT - LEFT) / len(groups)
    for g, group in enumerate(groups):
        parts.append(text(LEFT + wide * (g + 0.5), bottom + 12, group))
        for s, (_, values) in enumerate(series):
            bar = wide * 0.6 / len(series)
            x = LEFT + wide * (g + 0.2) + s * bar
            parts += [box(x, at(values[g]), bar, bottom - at(values[g]), SHADES[s]), text(x + bar / 2, at(values[g]) - 3, f"{values[g]:,}")]
    return picture(parts + keys([name for name, _ in series]), framed)


def bars(values, framed=False):
    """Lying bars, one for each name."""
    step, steps = scale(values.values())
    left, right, top, bottom = 120, WIDTH - 50, 10, HEIGHT - 30
    at = lambda value: left + (right - left) * float(value) / (step * steps)
    parts = [part for n in range(steps + 1) for part in (line(at(n * step), top, at(n * step), bottom), text(at(n * step), bottom + 12, f"{n * step:,}"))]
    high = (bottom - top) / len(values)
    for n, (name, value) in enumerate(values.items()):
        y = top + high * (n + 0.25)
        parts += [text(left - 5, y + high / 4 + 3, name, "end"), box(left, y, at(value) - left, high / 2, SHADES[0]), text(at(value) + 3, y + high / 4 + 3, f"{value:,}", "start")]
    return picture(parts, framed)


def trend(values, framed=False):
    """A line through the values of some years."""
    bottom = HEIGHT - 30
    at, parts = axis(values.values(), bottom)
    wide = (RIGHT - LEFT) / len(values)
    points = [(LEFT + wide * (n + 0.5), at(value)) for n, value in enumerate(values.values())]
    parts.append(f'<polyline fill="none" stroke="{SHADES[1]}" stroke-width="2" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>')
    parts += [part for (x, y), (name, value) in zip(points, values.items()) for part in (text(x, bottom + 12, name), text(x, y - 5, f"{value:,}"))]
    return picture(parts, framed)


def pie(values, framed=False):
    """Slices with their names and shares around them."""
    whole, parts, start = float(sum(values.values())), [], -math.pi / 2
    x, y, radius = WIDTH / 2, HEIGHT / 2, HEIGHT * 0.32
    for n, (name, value) in enumerate(values.items()):
        end = start + 2 * math.pi * float(value) / whole
        (ax, ay), (bx, by) = ((x + radius * math.cos(a), y + radius * math.sin(a)) for a in (start, end))
        parts.append(f'<path d="M{x:.1f} {y:.1f}L{ax:.1f} {ay:.1f}A{radius:.1f} {radius:.1f} 0 {int(end - start > math.pi)} 1 {bx:.1f} {by:.1f}z" fill="{SHADES[n % len(SHADES)]}"/>')
        middle = (start + end) / 2
        parts.append(text(x + radius * 1.15 * math.cos(middle), y + radius * 1.15 * math.sin(middle) + 3,
                          f"{name} {float(value) / whole:.2%}", "start" if math.cos(middle) > 0 else "end"))
        start = end
    return picture(parts, framed)


def office(head, branches):
    """Boxes and the lines between them: the head of an office over its branches."""
    wide = WIDTH / len(branches)
    parts = [box(WIDTH / 2 - 40, 10, 80, 22, "#ddebf7", "#000"), text(WIDTH / 2, 24, head), line(WIDTH / 2, 32, WIDTH / 2, 50, "#000"),
             line(wide / 2, 50, WIDTH - wide / 2, 50, "#000")]
    for n, name in enumerate(branches):
        x = wide * (n + 0.5)
        parts += [line(x, 50, x, 68, "#000"), box(x - wide * 0.42, 68, wide * 0.84, 22, "none", "#000"), text(x, 82, name)]
    return picture(parts)
