"""Reads every table of a lake with DuckDB, pandas and Polars, as the README says, and compares what they see.

Usage: read.py LAKE SCHEMA.json     The last line is 'N tables, N readers agree'; any difference is an error.
"""

import json
import os
import pathlib
import sys

import duckdb
import pandas
import polars

lake, schema = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
manifest = json.loads((lake / "current").resolve().parent.joinpath("manifest.json").read_text())


def by_duckdb(table):
    files = f"'{lake}/current/{table}/**/*.parquet'"
    relation = duckdb.sql(f"from {files}")
    numbers = [name for name, kind in zip(relation.columns, relation.types) if str(kind) in ("BIGINT", "DOUBLE") and name != "year"]
    sums = {name: duckdb.sql(f"select coalesce(sum({name}), 0) from {files}").fetchall()[0][0] for name in numbers}
    nulls = {name: duckdb.sql(f"select count(*) - count({name}) from {files}").fetchall()[0][0] for name in relation.columns}
    return len(relation), list(relation.columns), {name: float(value) for name, value in sums.items()}, nulls


def by_pandas(table):
    frame = pandas.read_parquet(lake / "current" / table, dtype_backend="pyarrow")
    numbers = [name for name in frame.columns if str(frame[name].dtype) in ("int64[pyarrow]", "double[pyarrow]")]
    return len(frame), list(frame.columns), {name: float(frame[name].sum()) for name in numbers}, {name: int(frame[name].isna().sum()) for name in frame.columns}


def by_polars(table):
    frame = polars.read_parquet(lake / "current" / table)
    numbers = [name for name, kind in frame.schema.items() if kind in (polars.Int64, polars.Float64) and name != "year"]
    return frame.height, frame.columns, {name: float(frame[name].sum()) for name in numbers}, {name: frame[name].null_count() for name in frame.columns}


for declared in schema["tables"]:
    table, columns = declared["name"], [column["name"] for column in declared["columns"]]
    rows = manifest["tables"][table]
    seen = {reader.__name__: reader(table) for reader in (by_duckdb, by_pandas, by_polars)}
    for reader, (count, names, sums, nulls) in seen.items():
        assert count == rows, f"{table}: {reader} sees {count} rows, the manifest says {rows}"
        # What tables are partitioned by stands in their paths, and readers add it.
        assert set(names) - {"year", "province"} == set(columns) - {"province"}, f"{table}: {reader} sees {names}, declared are {columns}"
        assert ("year" in names) == declared["partitioned"], f"{table}: {reader} sees year={'year' in names}"
        # Readers add in different orders, so that sums of amounts differ in the last bits.
        near = sums.keys() == seen["by_duckdb"][2].keys() and all(abs(total - seen["by_duckdb"][2][name]) <= 1e-9 * max(1, abs(total)) for name, total in sums.items())
        assert near, f"{table}: {reader} sums {sums}, DuckDB {seen['by_duckdb'][2]}"
        assert nulls == seen["by_duckdb"][3], f"{table}: {reader} sees other nulls"
        assert not nulls.get("year"), f"{table}: {reader} sees a null partition"

# The views name the data from the snapshot's own directory.
os.chdir((lake / "current").resolve().parent)
duckdb.sql(pathlib.Path("views.sql").read_text())
for (name,) in duckdb.sql("select view_name from duckdb_views() where not internal").fetchall():
    duckdb.sql(f'select count(*) from "{name}"').fetchall()
print(f"{len(schema['tables'])} tables, 3 readers agree")
