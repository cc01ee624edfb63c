"""Known numbers and sentences: one report before it is a page.

The numbers of a report satisfy every equation of the form, except where the agency's slip is wanted.
"""

import random

import form

# Agency, region code, province: from GB/T 2260 and ISO 3166-2.
BODIES = [
    ("宁波市鄞州区人民政府", "330212", "CN-ZJ"),
    ("长沙市岳麓区住房和城乡建设局", "430104", "CN-HN"),
    ("扶风县水利局", "610324", "CN-SN"),
    ("厦门市生态环境局", "350200", "CN-FJ"),
    ("昆明市五华区司法局", "530102", "CN-YN"),
    ("大连市人力资源和社会保障局", "210200", "CN-LN"),
    ("祁门县文化旅游体育局", "341024", "CN-AH"),
    ("成都市武侯区人民政府", "510107", "CN-SC"),
]

OPENINGS = [
    "本报告由{agency}依照《中华人民共和国政府信息公开条例》编制，分为六个部分。数据的统计期限为{year}年1月1日至{year}年12月31日。",
    "根据《中华人民共和国政府信息公开条例》第五十条的规定，{agency}现公布{year}年政府信息公开工作年度报告。报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
]
OVERVIEWS = [
    "这一年，我们先公布群众问得最多的事：办事要带什么、找谁、等多久。门户网站发布信息{posts}条，窗口答复来电{calls}次。",
    "我们把目录重新排过，旧的栏目并掉{calls}个，网站发布信息{posts}条；没有办完的，写明原因和办结的日子。",
]
PROBLEMS = [
    "解读多是文字，图和问答少；有的科室报送晚。下一年按月核对，晚报的在例会上说明。",
    "老年人找信息还不方便。{next}年在大厅添一台查询机，并把常用的表格印出来放在窗口。",
]
OTHERS = ["本年度没有收取信息处理费。", "没有其他需要报告的事项。"]


class Report:
    """Whose report it is, its numbers, and how it writes them."""

    def __init__(self, seed, bodies=BODIES, years=None, sentences=(OPENINGS, OVERVIEWS, PROBLEMS, OTHERS)):
        r = self.random = random.Random(seed)
        self.edition = r.choice(["std2021", "std2021", "trial2019"])
        self.year = r.choice(years or ([2019, 2020] if self.edition == "trial2019" else [2021, 2022, 2023, 2024, 2025]))
        if years:
            self.edition = "trial2019" if self.year < 2021 else "std2021"
        self.agency, self.region, self.province = r.choice(bodies)
        self.title = r.choice(["{agency}{year}年政府信息公开工作年度报告", "{year}年{agency}政府信息公开工作年度报告", "{agency}{year}年度政府信息公开工作报告"]).format(agency=self.agency, year=self.year)
        self.zero = r.choice(["0"] * 5 + ["", "&nbsp;", "/", "-", "—", "无"])
        self.digits = r.choice(["plain"] * 5 + ["thousands", "wide"])
        self.numbers = numbers(self.edition, r)
        self.slip = None
        words = dict(agency=self.agency, year=self.year, next=self.year + 1, posts=r.randint(30, 5000), calls=r.randint(2, 60))
        self.prose = [r.choice(s).format(**words) for s in sentences]

    def make_slip(self):
        """Prints another number in one cell that an equation covers."""
        slot = self.random.choice([s[:3] for s in form.slots(self.edition) if s[0] != "proactive_disclosure"])
        self.numbers[slot] += self.random.choice([1, 2, 10])
        self.slip = slot

    def printed(self, slot):
        """The cell as printed."""
        value = self.numbers[slot]
        if value == 0:
            return self.zero
        text = f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        if slot[2] == "items_change" and value > 0:
            text = "+" + text
        if self.digits == "thousands":
            whole, _, part = text.partition(".")
            sign = whole[0] if whole[0] in "+-" else ""
            text = sign + f"{int(whole.lstrip('+-')):,}" + ("." + part if part else "")
        if self.digits == "wide":
            text = "".join(chr(ord(c) + 0xFEE0) if c in "0123456789+-." else c for c in text)
        return text

    def truth(self):
        """What a reader must find: the numbers that are printed, and whose report it is."""
        cells = [[*slot[:3], self.numbers[slot[:3]] if self.numbers[slot[:3]] or self.zero == "0" else None] for slot in form.slots(self.edition)]
        return dict(edition=self.edition, year=self.year, agency=self.agency, region_code=self.region, province=self.province, title=self.title, zero=self.zero,
                    slip=self.slip, cells=cells)


def numbers(edition, r):
    """Random numbers that satisfy the form."""
    size = r.choice([0, 9, 9, 9, 150, 150, 5000])
    some = lambda share=0.5: r.randint(0, size) if r.random() < share else 0
    found = {}
    for table, row, column, kind in form.slots(edition):
        if table == "proactive_disclosure":
            value = some(0.7)
            if kind == "signed":
                value *= r.choice([1, -1])
            if kind == "amount" and value:
                value = float(f"{value}.{r.choice(['18', '4', '2449', '05'])}")
            if kind == "money" and value:
                value *= r.randint(1, 9000)
            found[table, row, column] = value
    leaves = form.leaves(edition)
    for column in list(form.APPLICANTS)[:6]:
        share = 0.5 if column == "natural_person" else 0.12
        own = {leaf: some(share) for leaf in leaves}
        total, out = sum(own.values()), some(0.4)
        carried = r.randint(0, min(size, total + out)) if r.random() < 0.5 else 0
        own |= {"new_received": total + out - carried, "carried_over_in": carried, "results_total": total, "carried_over_out": out}
        found |= {("requests", row, column): value for row, value in own.items()}
    for row, _, _ in form.outcomes(edition):
        found["requests", row, "total"] = sum(found["requests", row, column] for column in list(form.APPLICANTS)[:6])
    for channel in form.CHANNELS:
        four = [some(0.3) for _ in range(4)]
        found |= {("review_litigation", channel, result): value for result, value in zip(form.RESULTS, [*four, sum(four)])}
    return found
