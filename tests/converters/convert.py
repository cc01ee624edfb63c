"""Pages become text as the real converters write it.

Each converter is a function from the path of a page to its text; those that need an environment of their own run as one process
for all pages. `None` where a converter gave nothing.
"""

import json
import pathlib
import subprocess

# Each version writes tables in its own way.
TRAFILATURA = ["1.4.1", "1.6.4", "1.8.1", "1.9.0", "1.10.0", "1.12.2", "2.0.0", "2.3.0"]

WORKER = """
import json, sys, trafilatura
out = {}
for path in json.load(sys.stdin):
    try:
        out[path] = trafilatura.extract(open(path, encoding="utf-8").read(), include_tables=True, favor_recall=True)
    except Exception as error:
        print(path, error, file=sys.stderr)
json.dump(out, sys.stdout)
"""


def trafilatura(environments, version, pages):
    python = pathlib.Path(environments) / f"t{version}" / "bin" / "python"
    ran = subprocess.run([python, "-c", WORKER], input=json.dumps([str(p) for p in pages]), capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(ran.stderr[-800:])
    return json.loads(ran.stdout)


def html2text(path):
    import html2text as h

    converter = h.HTML2Text()
    converter.body_width = 0
    return converter.handle(path.read_text("utf-8"))


def html2text_wrapped(path):
    import html2text as h

    return h.HTML2Text().handle(path.read_text("utf-8"))


def markdownify(path):
    import markdownify as m

    return m.markdownify(path.read_text("utf-8"), strip=["style", "title"])


def soup(path):
    import bs4

    return bs4.BeautifulSoup(path.read_text("utf-8"), "lxml").body.get_text("\n", strip=True)


def soup_loose(path):
    import bs4

    return bs4.BeautifulSoup(path.read_text("utf-8"), "lxml").body.get_text()


def inscriptis(path):
    import inscriptis as i

    return i.get_text(path.read_text("utf-8"))


def resiliparse(path):
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(path.read_text("utf-8"), main_content=False)


def command(*words):
    def run(path):
        return subprocess.run([w.format(path=path) for w in words], capture_output=True).stdout.decode("utf-8", "replace")

    return run


def pdf(engine, path):
    """The page printed by a browser or a typesetter, once."""
    made = path.with_suffix(f".{engine}.pdf")
    if made.exists():
        return made
    if engine == "chromium":
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        subprocess.run(["chromium", *options, "--no-pdf-header-footer", f"--print-to-pdf={made}", f"file://{path}"], capture_output=True)
    else:
        import weasyprint

        weasyprint.HTML(filename=str(path)).write_pdf(str(made))
    return made


def pdftotext(engine, *options):
    def run(path):
        return subprocess.run(["pdftotext", *options, pdf(engine, path), "-"], capture_output=True).stdout.decode("utf-8", "replace")

    return run


CONVERTERS = {
    "html2text": html2text,
    "html2text, wrapped": html2text_wrapped,
    "markdownify": markdownify,
    "BeautifulSoup, a string a line": soup,
    "BeautifulSoup, as it is": soup_loose,
    "inscriptis": inscriptis,
    "resiliparse": resiliparse,
    "w3m": command("w3m", "-dump", "-cols", "240", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "{path}"),
    "w3m, 80 columns": command("w3m", "-dump", "-cols", "80", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "{path}"),
    "lynx": command("lynx", "-dump", "-nolist", "-width=200", "-assume_charset=utf-8", "-display_charset=utf-8", "{path}"),
    "pandoc plain": command("pandoc", "-f", "html", "-t", "plain", "--columns=200", "{path}"),
    "pandoc gfm": command("pandoc", "-f", "html", "-t", "gfm", "--wrap=none", "{path}"),
    "pdftotext (Chromium)": pdftotext("chromium"),
    "pdftotext -layout (Chromium)": pdftotext("chromium", "-layout"),
    "pdftotext (WeasyPrint)": pdftotext("weasyprint"),
    "pdftotext -layout (WeasyPrint)": pdftotext("weasyprint", "-layout"),
}
