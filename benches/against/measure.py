"""Every goal of speed against its baseline, as a page in Markdown on the standard output.

  measure.py --bin BINARY --corpus DIRECTORY --rounds N

The corpora are those of `examples/corpus.rs`; `benches/compare` makes them and calls this. Each figure is a ratio of CPU seconds (user
and system) of whole processes, one thread each, taken in rounds in which ours and the other run one after the other: what
slows the machine down slows both. The first round warms the caches and is not counted.
"""
import argparse
import importlib.metadata
import itertools
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LITERAL = "本年新收政府信息公开申请数量"
WIDE, GROUND, TEXT = "--tables=-sections,-cells,-checks", "--tables=-sections", "--tables=documents,occurrences,sections"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    parser.add_argument("--corpus", required=True, type=pathlib.Path)
    parser.add_argument("--rounds", default=5, type=int)
    return parser.parse_args()


class Bench:
    """Runs processes and measures them."""

    def __init__(self, binary, corpus):
        self.binary, self.corpus = str(binary.resolve()), corpus.resolve()
        self.scratch, self.numbers = pathlib.Path(tempfile.mkdtemp(prefix="reportlake-compare-")), itertools.count()

    def run(self, command):
        """CPU seconds, wall seconds and peak MiB of one process."""
        out = self.scratch / str(next(self.numbers))
        command = [str(out) if word == "OUT" else word for word in command]
        begun = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        shutil.rmtree(out, ignore_errors=True)
        code = os.waitstatus_to_exitcode(status)
        if code != 0:
            sys.exit(f"{' '.join(command)}: exit {code}\n{said.decode(errors='replace')[-2000:]}")
        return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024

    def ours(self, source, *more, threads=1):
        return [self.binary, "extract", str(self.corpus / source), "--out", "OUT", "--threads", str(threads), "--progress", "none", *more]

    def python(self, name, source):
        return [sys.executable, str(HERE / "baselines.py"), name, str(self.corpus / source), "OUT"]

    def tool(self, *words):
        return [*words[:-1], str(self.corpus / words[-1])]

    def rounds(self, count, *commands):
        """What each command took in each counted round."""
        return [[self.run(command) for command in commands] for _ in range(count + 1)][1:]


def goals(bench):
    """Name, what ours does, the other, both commands, the goal."""
    ours, python, tool = bench.ours, bench.python, bench.tool
    return [
        ("G1a", "wide tables, figures, identity", "Python: json, regular expressions, OpenCC, pandas", ours("R.jsonl", WIDE), python("parser", "R.jsonl"), 100),
        ("G1b", "the same", "DuckDB: 26 regular expressions", ours("R.jsonl", WIDE), python("patterns", "R.jsonl"), 6),
        ("G1c", "every cell, check and span, without the text", "the Python parser", ours("R.jsonl", GROUND), python("parser", "R.jsonl"), 25),
        ("G2", "haystack, all tables", "ripgrep: one literal", ours("H.jsonl"), tool("rg", "-c", "-F", LITERAL, "H.jsonl"), 1.0),
        ("G3a", "zstd haystack, all tables", "zstd -dc", ours("H.jsonl.zst"), tool("zstd", "-dcq", "H.jsonl.zst"), 1.0),
        ("G3b", "gzip reports, wide tables", "gzip -dc", ours("R.jsonl.gz", WIDE), tool("gzip", "-dc", "R.jsonl.gz"), 1.0),
        ("G4a", "wide tables", "DuckDB: JSONL to Parquet, nothing extracted", ours("R.jsonl", WIDE), python("copy", "R.jsonl"), 4.5),
        ("G4b", "documents, occurrences and sections: the text kept", "the same copy", ours("R.jsonl", TEXT), python("copy", "R.jsonl"), 1.1),
        ("G6", "the reports as small files, wide tables", "ours, on one JSONL", ours("R", WIDE), ours("R.jsonl", WIDE), 0.85),
        ("", "Parquet haystack, all tables", "DuckDB: texts that hold one phrase", ours("H.parquet"), python("contains", "H.parquet"), None),
    ]


def verdict(value, goal, at_least=True):
    if goal is None:
        return ""
    return "met" if (value >= goal if at_least else value <= goal) else "missed"


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def head(*cells):
    row(*cells)
    row(*("---" for _ in cells))


def against_others(bench, rounds):
    print("\n## Against other tools\n\nA ratio is the other's CPU time through ours: more than 1 is faster.\n")
    head("", "ours", "against", "ratio", "lowest to highest", "goal", "", "ours, s", "other, s", "our peak")
    for name, what, other, mine, theirs, goal in goals(bench):
        pairs = bench.rounds(rounds, mine, theirs)
        ratios = sorted(other[0] / own[0] for own, other in pairs)
        middle = statistics.median(ratios)
        seconds = [f"{statistics.median(pair[side][0] for pair in pairs):.2f}" for side in (0, 1)]
        peak = max(own[2] for own, _ in pairs)
        row(name, what, other, f"{middle:.2f}", f"{ratios[0]:.2f} to {ratios[-1]:.2f}", goal or "", verdict(middle, goal), *seconds, f"{peak:.0f} MiB")


def against_itself(bench, rounds):
    print("\n## Against itself\n")
    head("", "what", "ratio", "lowest to highest", "goal", "")
    cores = os.cpu_count() or 1
    if cores > 1:
        pairs = bench.rounds(rounds, bench.ours("R.jsonl"), bench.ours("R.jsonl", threads=2))
        for what, side, goal, at_least in (("wall clock of one thread through two", 1, 1.8, True), ("CPU of two threads through one", 0, 1.05, False)):
            ratios = sorted(one[side] / two[side] if at_least else two[side] / one[side] for one, two in pairs)
            middle = statistics.median(ratios)
            row("G7", what, f"{middle:.2f}", f"{ratios[0]:.2f} to {ratios[-1]:.2f}", f"{'at least' if at_least else 'at most'} {goal}", verdict(middle, goal, at_least))
    pairs = bench.rounds(rounds, bench.ours("D.jsonl"), bench.ours("R.jsonl"))
    ratios = sorted(damaged[0] / clean[0] for damaged, clean in pairs)
    row("G8", "CPU of one report in five damaged through none", f"{statistics.median(ratios):.2f}", f"{ratios[0]:.2f} to {ratios[-1]:.2f}", "at most 1.6",
        verdict(statistics.median(ratios), 1.6, False))


def memory(bench):
    print("\n## Memory\n\nPeak of the whole process, all tables; the goal is 64 MiB and 32 MiB a thread, whatever the corpus (G5).\n")
    head("corpus", "threads", "peak", "goal", "")
    peaks = {}
    for source in ("R.jsonl", "R-tenfold.jsonl", "H.jsonl", "H.jsonl.zst", "H.parquet"):
        for threads in (1, 2):
            peak = peaks[source, threads] = bench.run(bench.ours(source, threads=threads))[2]
            row(source, threads, f"{peak:.0f} MiB", f"{64 + 32 * threads} MiB", verdict(peak, 64 + 32 * threads, False))
    growth = peaks["R-tenfold.jsonl", 1] / peaks["R.jsonl", 1] - 1
    print(f"\nTen times the reports take {100 * growth:+.0f} % (goal: at most 10 %).")


def rates(bench, rounds):
    print("\n## Rates\n\nOne thread, CPU time, median.\n")
    head("corpus", "tables", "MB/s", "records/s")
    for source, tables in (("R.jsonl", WIDE), ("R.jsonl", GROUND), ("R.jsonl", ""), ("D.jsonl", ""), ("H.jsonl", "")):
        seconds = statistics.median(own[0] for own, in bench.rounds(rounds, bench.ours(source, *filter(None, [tables]))))
        path = bench.corpus / source
        with open(path, "rb") as lines:
            records = sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b""))
        row(source, tables.removeprefix("--tables=").replace(",", ", ") or "all", f"{path.stat().st_size / 1e6 / seconds:,.0f}", f"{records / seconds:,.0f}")


def said(*command):
    """The first line that a command says."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0].strip()
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "not known"


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or "not known"


def preface(bench, rounds):
    # Not imported: the peak of a process that is started counts what the one that starts it held.
    version = importlib.metadata.version
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    sizes = ", ".join(f"`{path.name}` {path.stat().st_size / 1e6:,.0f} MB" for path in sorted(bench.corpus.iterdir()) if path.is_file() and path.name != "made")
    print(f"""# Performance

Rewrite this page with `bash benches/compare` (it needs cargo, python3 with venv and pip, ripgrep, zstd and gzip; about half an hour).

CPU seconds (user and system) of whole processes with one thread, from a warm cache to a lake of its own, in {rounds} rounds in each of which ours and
the other run one after the other; the median ratio of the rounds, and the spread. A goal is at the edge of what the machine can do.

* Machine: {processor()}, {os.cpu_count()} processors, {total:.0f} GiB; {platform.system()} {platform.release()}; load {os.getloadavg()[0]:.1f} at the beginning.
* Ours: {said(bench.binary, '--version')}, {said('rustc', '--version')}.
* Others: {said('rg', '--version')}; {said('zstd', '--version').strip('* ')}; {said('gzip', '--version')}; Python {platform.python_version()}, DuckDB {version('duckdb')}, pandas {version('pandas')}, pyarrow {version('pyarrow')}.
* Corpora (`examples/corpus.rs`, the same bytes on every machine): {sizes}; `R/` the reports of `R.jsonl` as files.
  R: every record is a report. D: the same, one in five damaged. H: web pages, one report in 1,000.""")


def main():
    options = arguments()
    bench = Bench(options.bin, options.corpus)
    try:
        preface(bench, options.rounds)
        against_others(bench, options.rounds)
        against_itself(bench, options.rounds)
        memory(bench)
        rates(bench, options.rounds)
    finally:
        shutil.rmtree(bench.scratch, ignore_errors=True)


main()
