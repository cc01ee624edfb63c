"""What an analyst would use instead: one process, one corpus, Parquet files.

  baselines.py parser CORPUS.jsonl OUT     json, regular expressions, OpenCC and pandas: the two large tables of the form
  baselines.py patterns CORPUS.jsonl OUT   one SQL statement of DuckDB, a regular expression for each row of the form
  baselines.py copy CORPUS.jsonl OUT       DuckDB's copy of the text to Parquet: nothing is extracted
  baselines.py contains CORPUS.parquet OUT DuckDB's count of the texts that hold one phrase
"""
import json
import pathlib
import re
import sys

ROWS = ["本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "予以公开", "部分公开", "属于国家秘密", "其他法律行政法规禁止公开", "危及“三安全一稳定”",
        "保护第三方合法权益", "属于三类内部事务信息", "属于四类过程性信息", "属于行政执法案卷", "属于行政查询事项", "本机关不掌握相关政府信息", "没有现成信息需要另行制作",
        "补正后申请内容仍不明确", "信访举报投诉类申请", "重复申请", "要求提供公开出版物", "无正当理由大量反复申请", "要求行政机关确认或重新出具已获取信息",
        "申请人无正当理由逾期不补正", "申请人逾期未按收费通知要求缴纳费用", "其他", "总计", "结转下年度继续办理"]
PHRASE = "政府信息公开"


def parser(source, out):
    import opencc
    import pandas
    simplified = opencc.OpenCC("t2s").convert
    blank, borders = re.compile(r"[\s\u3000\xa0]+"), re.compile(r"[|\n]")
    marks, number = re.compile(r"^[(（]?[一二三四五六七\d]+[)）、.．]\s*|[(（].*$"), re.compile(r"-?\d+(?:\.\d+)?")
    table = re.compile(r"收到和处理政府信息公开申请.{0,4}情况(.*?)四、(?:因)?政府信息公开(.*?)五、", re.S)
    place = {row: at for at, row in enumerate(ROWS)}
    requests, reviews = [], []
    with open(source, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = record["text"]
            if PHRASE not in text and "政府資訊公開" not in text and "政府信息公開" not in text:
                continue
            if "開" in text or "總" in text:
                text = simplified(text)
            found = table.search(text)
            if found is None:
                continue
            values = [[None] * 7 for _ in ROWS]
            row, column = None, 0
            for cell in borders.split(found[1]):
                cell = blank.sub("", cell)
                if not cell:
                    continue
                if number.fullmatch(cell):
                    if row is not None and column < 7:
                        values[row][column] = float(cell)
                        column += 1
                    continue
                label = marks.sub("", cell).split("、行政机关")[0]
                if label in place:
                    row, column = place[label], 0
            requests += [(record["url"], ROWS[at], *cells) for at, cells in enumerate(values)]
            numbers = [float(cell) for cell in map(str.strip, borders.split(found[2])) if number.fullmatch(cell)][:15]
            reviews.append((record["url"], *numbers, *[None] * (15 - len(numbers))))
    pandas.DataFrame(requests, columns=["url", "row", *[f"c{at}" for at in range(7)]]).to_parquet(out / "requests.parquet")
    pandas.DataFrame(reviews, columns=["url", *[f"c{at}" for at in range(15)]]).to_parquet(out / "reviews.parquet")


def database():
    import duckdb
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    return connection


def records(source):
    return f"read_json('{source}', format = 'newline_delimited', columns = {{text: 'varchar', url: 'varchar'}})"


def patterns(source, out):
    names = lambda count: str([f"c{at}" for at in range(count)])
    numbers = lambda count: r"[\s|]+".join([r"(\d+)"] * count)
    rows = [f"regexp_extract(text, '{re.escape(row)}[^\\d]{{0,60}}?{numbers(7)}', {names(7)}) as r{at}" for at, row in enumerate(ROWS)]
    reviews = f"regexp_extract(text, '{numbers(15)}', {names(15)}) as reviews"
    query = f"select url, {', '.join(rows)}, {reviews} from {records(source)} where contains(text, '{PHRASE}')"
    database().execute(f"copy ({query}) to '{out}/patterns.parquet' (format parquet, compression zstd)")


def copy(source, out):
    database().execute(f"copy (select text, url from {records(source)}) to '{out}/copy.parquet' (format parquet, compression zstd)")


def contains(source, out):
    database().execute(f"select count(*) from '{source}' where contains(text, '{PHRASE}')").fetchall()


if __name__ == "__main__":
    name, corpus, directory = sys.argv[1:]
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    {"parser": parser, "patterns": patterns, "copy": copy, "contains": contains}[name](corpus, directory)
