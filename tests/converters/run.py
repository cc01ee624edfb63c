"""Runs the program on what real converters make of reports with known numbers, and writes the table of docs/converters.md.

From the project's root, after `tests/converters/setup.sh ENVIRONMENTS` and `cargo build --release`:

    ENVIRONMENTS/conv/bin/python tests/converters/run.py --environments ENVIRONMENTS --reports 60 > docs/converters.md

The same seed gives the same pages. `--keep DIRECTORY` keeps pages, texts and truth; `-v` says on stderr what was not right.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

import convert
import page
import report
import score

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def pages(count, seed, folder, make=report.Report, styles=None):
    """Reports as pages on disk, with their truth; every eighth has a slip of its agency."""
    styles, truths = styles or page.STYLES, {}
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        one = make(f"{seed} {number}")
        if number % 8 == 5:
            one.make_slip()
        style = styles[number % len(styles)]
        name = f"{number:04}"
        (folder / f"{name}.html").write_text(page.page(one, style), "utf-8")
        truths[name] = one.truth() | {"style": style}
    return truths


def texts(environments, folder, names):
    """The texts of every converter: {converter: {name: text}}; raw HTML has none."""
    paths = [folder / f"{name}.html" for name in names]
    found = {}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = {f"trafilatura {v}": pool.submit(convert.trafilatura, environments, v, paths) for v in convert.TRAFILATURA}
        for name, run in runs.items():
            found[name] = {pathlib.Path(path).stem: text for path, text in run.result().items()}
        for name, one in convert.CONVERTERS.items():
            found[name] = dict(zip(names, pool.map(one, paths)))
    return found


def extract(binary, documents, lake):
    ran = subprocess.run([binary, "extract", str(documents), "--out", str(lake), "--progress", "none"], capture_output=True, text=True)
    if ran.returncode not in (0, 3):
        sys.exit(f"extract failed: {ran.stderr[-1500:]}")
    return score.Lake(lake)


def measure(binary, folder, truths, found):
    """Writes the documents, runs the program, and scores each converter."""
    documents = folder / "documents"
    documents.mkdir()
    for converter, own in found.items():
        for name, text in own.items():
            if text:
                (documents / f"{slug(converter)}-{name}.txt").write_text(text, "utf-8")
    for name in truths:
        raw = (folder / "pages" / f"{name}.html").read_text("utf-8")
        (documents / f"html-{name}.html").write_text(raw, "utf-8")
        (documents / f"html-gb18030-{name}.html").write_bytes(raw.replace('charset="utf-8"', 'charset="gb18030"').encode("gb18030"))
    lake = extract(binary, documents, folder / "lake")
    scores = collections.defaultdict(score.Score)
    for name, truth in truths.items():
        for converter, own in found.items():
            scores[converter].add(lake, f"{slug(converter)}-{name}.txt", truth, own.get(name) or "")
        scores["HTML"].add(lake, f"html-{name}.html", truth, None)
        scores["HTML in GB18030"].add(lake, f"html-gb18030-{name}.html", truth, None)
    return scores


def slug(converter):
    return "".join(c if c.isalnum() or c in ".-" else "_" for c in converter)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--environments", required=True)
    options.add_argument("--reports", type=int, default=60)
    options.add_argument("--seed", default="reports")
    options.add_argument("--bin", default="target/release/reportlake")
    options.add_argument("--keep", type=pathlib.Path)
    options.add_argument("-v", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (chosen.keep or pathlib.Path(scratch)).resolve()
        truths = pages(chosen.reports, chosen.seed, folder / "pages")
        found = texts(chosen.environments, folder / "pages", list(truths))
        scores = measure(chosen.bin, folder, truths, found)
        (folder / "truth.json").write_text(json.dumps(truths, ensure_ascii=False))
    total = score.Score()
    print(f"# Real converters\n\n{PREFACE.format(reports=chosen.reports, converters=len(scores))}\n{score.HEAD}")
    for name, own in scores.items():
        total.plus(own)
        print(own.row(name))
        if chosen.v:
            for note in own.notes:
                print(name, *note, sep="\t", file=sys.stderr)
    print(total.row("all"))


PREFACE = """{reports} reports with known numbers, as pages in the styles of government sites (`tests/converters/page.py`), through {converters} ways to text. Rewrite this page with

    tests/converters/setup.sh ENVIRONMENTS
    ENVIRONMENTS/conv/bin/python tests/converters/run.py --environments ENVIRONMENTS --reports {reports} > docs/converters.md

*Intact*: the report's zeros leave a mark, and the converter kept all numbers in their order; where empty cells vanished, or a
converter dropped repeated lines, refusing is the right answer, and such cells are counted apart. *Wrong*: any other number than the printed one is stated, intact or not.
"""

if __name__ == "__main__":
    main()
