"""Keeps one text of each converter as a case of the tests, with its truth: tests/converters/cases/.

    ENVIRONMENTS/conv/bin/python tests/converters/run.py --environments ENVIRONMENTS --reports 30 --seed cases --keep KEPT > /dev/null
    ENVIRONMENTS/conv/bin/python tests/converters/cases.py KEPT

`refused` of a case is how many printed numbers may be left unstated; lower it when the program reads more, never raise it.
"""

import json
import pathlib
import sys

import convert
import run
import score

LONGEST = 24_000


def rows(truth):
    """The printed numbers by row, in the order of the form's columns."""
    found = {}
    for table, row, _, value in truth["cells"]:
        found.setdefault(f"{table}.{row}", []).append(value)
    return found


def refused(lake, name, truth):
    """How many printed numbers are not stated; `None` where one is stated wrong."""
    count = 0
    for *key, value in truth["cells"]:
        got = lake.cells[name].get(tuple(key), (None,))[0]
        if got is not None and (value is None or abs(got - value) > 1e-9):
            return None
        count += got is None and value is not None
    return count


def main():
    kept = pathlib.Path(sys.argv[1])
    folder = pathlib.Path(__file__).parent / "cases"
    folder.mkdir(exist_ok=True)
    truths, lake = json.loads((kept / "truth.json").read_text()), score.Lake(kept / "lake")
    names, lines = list(truths), []
    for turn, converter in enumerate([f"trafilatura {v}" for v in convert.TRAFILATURA] + list(convert.CONVERTERS)):
        # Each converter begins at another report, so that styles and editions differ.
        for step in range(len(names)):
            name = names[(turn * 7 + step) % len(names)]
            document = f"{run.slug(converter)}-{name}.txt"
            path, truth = kept / "documents" / document, truths[name]
            count = refused(lake, document, truth) if document in lake.facts else None
            if count is not None and count < 100 and path.stat().st_size < LONGEST:
                (folder / document).write_bytes(path.read_bytes())
                facts = {field: truth[field] for field in score.FIELDS}
                lines.append(json.dumps({"file": document, "converter": converter, "style": truth["style"], **facts, "refused": count, "rows": rows(truth)}, ensure_ascii=False))
                break
    (folder / "truth.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
