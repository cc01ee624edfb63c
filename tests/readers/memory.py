"""Runs the program on inputs that are larger than it may become, and compares its peak memory with what is promised.

Usage: memory.py BINARY DIRECTORY     A line for each input; the exit code is 1 if a run takes more, fails, or loses a record.
"""

import json
import multiprocessing
import os
import pathlib
import resource
import shutil
import subprocess
import sys

import pyarrow
import pyarrow.parquet

binary, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
specimen = (pathlib.Path(__file__).parents[1] / "specimens/01_rows.txt").read_text()
MIB = 1 << 20
PROVINCES = """北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省
湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省 云南省 西藏自治区 陕西省 甘肃省 青海省 宁夏回族自治区 新疆维吾尔自治区""".split()
YEARS = range(2000, 2036)
failed = []


def run(what, path, most, expected, *options, files=None):
    """Extracts, and holds the peak against `most` MiB and the counts against those expected."""
    lake = work / "lake"
    limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))) if files else None
    process = subprocess.Popen([binary, "extract", path, "--out", lake, "--progress", "none", *options], stdout=subprocess.DEVNULL, preexec_fn=limit)
    _, status, usage = os.wait4(process.pid, 0)
    peak = usage.ru_maxrss * 1024 / MIB
    counts = json.loads((lake / "snapshots/000001/manifest.json").read_text())["counts"] if os.waitstatus_to_exitcode(status) == 0 else {}
    found = {key: counts.get(key) for key in expected}
    holds = found == expected and peak <= most
    print(f"{what:50} peak {peak:5.0f} MiB of {most}  {'holds' if holds else f'MISSED: {found}, not {expected}'}", flush=True)
    failed.extend([] if holds else [what])
    partitions = sum(1 for _ in lake.glob("current/cells/*/*/"))
    shutil.rmtree(lake, ignore_errors=True)
    path.unlink()
    return partitions


def made(name, make):
    """Has a file made by another process: the memory of this one counts as that of the program that it starts."""
    maker = multiprocessing.Process(target=make, args=(work / name,))
    maker.start()
    maker.join()
    if maker.exitcode:
        sys.exit(f"{name} could not be made")
    return work / name


def line(path):
    with open(path, "wb") as out:
        out.truncate(10 << 30)


def zeros(compression, gigabytes):
    def make(path):
        block = bytes(16 * MIB)
        with pyarrow.CompressedOutputStream(str(path), compression) as out:
            for _ in range(gigabytes * 64):
                out.write(block)
    return make


def rows(path):
    other = "市民可以在新站台换乘三条公交线路,时刻表自下周一起更新。" * 4
    texts = [specimen.replace("安吉", str(i)) if i % 5000 == 7 else f"{i} {other}" for i in range(1_000_000)]
    pyarrow.parquet.write_table(pyarrow.table({"text": texts}), path, row_group_size=len(texts), compression="zstd")


def places(path):
    with open(path, "w") as out:
        for province in PROVINCES:
            for year in YEARS:
                title, _, body = specimen.partition("\n")
                text = f"{province}民政厅{year}年政府信息公开工作年度报告\n{body.replace('2022', str(year))}"
                out.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")


one_lost = {"records": 1, "quarantined": 1}
run("a line of 10 GB", made("line.jsonl", line), 512, one_lost)
run("10 GB of zeros in a frame of zstd", made("zeros.jsonl.zst", zeros("zstd", 10)), 512, one_lost)
run("2 GB of zeros in a member of gzip", made("zeros.jsonl.gz", zeros("gzip", 2)), 512, one_lost)
run("a row group of a million rows", made("rows.parquet", rows), 512, {"records": 1_000_000, "reports": 200})
count = len(PROVINCES) * len(YEARS)
partitions = run("1,000 partitions with 64 descriptors", made("places.jsonl", places), 512, {"reports": count}, "--partition-by", "year,province", files=64)
if partitions < 1000:
    failed.append(f"only {partitions} partitions were made")
if failed:
    sys.exit("; ".join(failed))
