"""A report becomes a page of a government site, in one of the styles that such sites use."""

import form

# How the content of a cell is marked up.
CELLS = {
    "plain": lambda x: f"<td{{span}}>{x}</td>",
    "paragraph": lambda x: f"<td{{span}}><p>{x}</p></td>",
    "paragraph on its own line": lambda x: f"<td{{span}}>\n<p>{x}</p>\n</td>",
    "spans": lambda x: f'<td{{span}} style="border:1px solid #000"><p style="text-align:center"><span style="font-size:14px">{x}</span></p></td>',
    "word": lambda x: "<td{span} valign=top style='border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt'>\n<p class=MsoNormal align=center "
    f"style='text-align:center;mso-pagination:widow-orphan'><span lang=EN-US style='font-size:12.0pt;mso-bidi-font-size:10.5pt;font-family:宋体'>{x}<o:p></o:p></span></p>\n</td>",
    "wps": lambda x: '<td{span} valign="center" style="padding:0pt 5.4pt;mso-border-left-alt:0.5pt solid rgb(0,0,0)"><p class="MsoNormal" style="text-align:center;">'
    f'<span style="mso-spacerun:\'yes\';font-family:宋体;font-size:10.5pt;"><font face="宋体">{x}</font></span></p></td>',
    "division": lambda x: f'<td{{span}} class="td-cell"><div class="para" align="center">{x}</div></td>',
    "strong heads": lambda x: f"<td{{span}}>{x}</td>",
}
STYLES = [*CELLS, "nested", "thead"]


def table(rows, report, style):
    """One of the three tables."""
    cell = CELLS.get(style, CELLS["plain"])
    lines = []
    for at, row in enumerate(rows):
        out = ""
        for c in row:
            text = report.printed(c.slot) if c.slot else c.text
            if style == "strong heads" and not c.slot:
                text = f"<strong>{text}</strong>"
            span = (f' rowspan="{c.rows}"' if c.rows > 1 else "") + (f' colspan="{c.columns}"' if c.columns > 1 else "")
            one = cell(text).replace("{span}", span)
            out += one.replace("<td", "<th").replace("</td>", "</th>") if style == "thead" and at < 1 else one
        lines.append(f"<tr>\n{out}\n</tr>" if style in ("spans", "word") else f"<tr>{out}</tr>")
    if style == "thead":
        return '<table class="tb" border="1"><thead>' + lines[0] + "</thead><tbody>\n" + "\n".join(lines[1:]) + "\n</tbody></table>"
    return '<table border="1" cellspacing="0">\n<tbody>\n' + "\n".join(lines) + "\n</tbody>\n</table>"


def body(report, style):
    """Title, prose and tables."""
    opening, overview, problems, others = report.prose
    tables = [form.proactive(report.edition), form.requests(report.edition), form.review(report.edition)]
    parts = [f"<h1>{report.title}</h1>", f"<p>{opening}</p>", f"<p><strong>{form.HEADINGS[0]}</strong></p>", f"<p>{overview}</p>"]
    for heading, rows in zip(form.HEADINGS[1:4], tables):
        parts += [f"<p><strong>{heading}</strong></p>", table(rows, report, style)]
    parts += [f"<p><strong>{form.HEADINGS[4]}</strong></p>", f"<p>{problems}</p>", f"<p><strong>{form.HEADINGS[5]}</strong></p>", f"<p>{others}</p>"]
    return "\n".join(parts)


def page(report, style, charset="utf-8"):
    """The whole page."""
    inner = body(report, style)
    if style == "nested":
        inner = f'<table width="100%"><tr><td class="left"></td><td class="content">{inner}</td></tr></table>'
    return f"""<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>{report.title}</title>
<style>body {{ font-family: "Noto Serif CJK SC", serif; font-size: 9pt }} table {{ border-collapse: collapse }} td, th {{ border: 1px solid; padding: 1px }}</style></head>
<body><div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 年报</div>
<div class="article"><div id="zoom">
{inner}
</div></div>
<div class="footer">主办单位：{report.agency}　网站地图　联系我们</div>
</body></html>
"""
