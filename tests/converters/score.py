"""The lake that the program made of converted reports, against what the reports print.

A cell is right when it states the printed number, or none where none is printed; refused when a printed number is not stated; wrong
when it states any other. A report counts as intact when its zeros leave a mark and the converter kept all its numbers in order.
"""

import collections
import re

import duckdb

NUMBER = re.compile(r"[+\-＋－]?[0-9０-９][0-9０-９,，.．]*")
FIELDS = ["year", "agency", "edition", "region_code", "province"]


def plain(text):
    """A number as a value, however it is written."""
    folded = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text).replace(",", "").strip(".")
    try:
        return float(folded)
    except ValueError:
        return None


def keeps_numbers(text, truth):
    """Whether the printed numbers all stand in the text, in the order of the form."""
    found = iter([plain(n) for n in NUMBER.findall(text)])
    return all(any(n is not None and abs(n - value) < 1e-9 for n in found) for *_, value in truth["cells"] if value is not None)


class Lake:
    """What was read, by the name of the document."""

    def __init__(self, path):
        table = lambda name: f"read_parquet('{path}/current/{name}/**/*.parquet', hive_partitioning=true, union_by_name=true)"
        db = duckdb.connect()
        # Equal texts are one document that occurs several times.
        names = collections.defaultdict(list)
        for document, name in db.execute(f"select document_id, regexp_extract(source_uri, '([^/]+)$') from {table('occurrences')}").fetchall():
            names[document].append(name)
        self.facts, self.cells, self.fails = {}, collections.defaultdict(dict), collections.defaultdict(list)
        for document, *facts in db.execute(f"select document_id, {', '.join(FIELDS)} from {table('documents')}").fetchall():
            self.facts |= {name: dict(zip(FIELDS, facts)) for name in names[document]}
        for document, *key, value, state, verification in db.execute(f"select document_id, table_name, row_code, column_code, value, state, verification from {table('cells')}").fetchall():
            for name in names[document]:
                self.cells[name][tuple(key)] = (value, state, verification)
        for document, located in db.execute(f"select document_id, located from {table('checks')} where outcome = 'fails'").fetchall():
            for name in names[document]:
                self.fails[name].append(located)


class Score:
    def __init__(self):
        self.documents = self.missing = self.slips = self.noticed = self.located = 0
        self.right, self.refused, self.wrong = [0, 0], [0, 0], [0, 0]
        self.facts, self.notes = collections.Counter(), []

    def add(self, lake, name, truth, text):
        """Counts one document."""
        self.documents += 1
        intact = text is None or (truth["zero"] not in ("", "&nbsp;") and keeps_numbers(text, truth))
        if name not in lake.facts:
            self.missing += 1
            self.notes.append((name, "not found"))
        else:
            for field in FIELDS:
                got = lake.facts[name][field]
                kind = "right" if got == truth[field] else "null" if got is None else "wrong"
                self.facts[field, kind] += 1
                if kind != "right":
                    self.notes.append((name, f"{field}: want {truth[field]}, got {got}"))
        for *key, value in truth["cells"]:
            got, state, verification = lake.cells.get(name, {}).get(tuple(key), (None, "no cell", None))
            if got is None and value is not None:
                self.refused[intact] += 1
                if intact:
                    self.notes.append((name, f"refused {'.'.join(key)}: want {value}, {state}"))
            elif got is None or (value is not None and abs(got - value) < 1e-9):
                self.right[intact] += 1
            else:
                self.wrong[intact] += 1
                self.notes.append((name, f"WRONG {'.'.join(key)}: want {value}, got {got}, {verification}"))
        if truth["slip"] and name in lake.facts:
            self.slips += 1
            self.noticed += bool(lake.fails[name])
            self.located += any(l and l.endswith(".".join(truth["slip"][1:])) for l in lake.fails[name])

    def plus(self, other):
        for field in ("documents", "missing", "slips", "noticed", "located"):
            setattr(self, field, getattr(self, field) + getattr(other, field))
        for field in ("right", "refused", "wrong"):
            setattr(self, field, [a + b for a, b in zip(getattr(self, field), getattr(other, field))])
        self.facts += other.facts

    def row(self, name):
        intact = self.right[1] + self.refused[1] + self.wrong[1]
        share = f"{self.right[1] / intact:.2%}" if intact else "-"
        facts = "/".join(str(self.facts[field, "right"]) for field in FIELDS)
        slips = f"{self.noticed}, {self.located} of {self.slips}" if self.slips else "-"
        return f"| {name} | {self.documents} | {self.missing} | {intact} | {share} | {self.refused[1]} | {sum(self.right) - self.right[1]} | {self.refused[0]} | {sum(self.wrong)} | {facts} | {slips} |"


HEAD = """| | documents | not found | intact cells | right | refused | other cells right | refused | wrong | year/agency/edition/region/province right | slips noticed, located |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |"""
