"""The two statutory forms, typed from the notices that prescribe them: labels, codes, and how the cells of the tables lie.

Nothing here is read from `pipelines/`: a slip in the program's definitions must not hide behind the same slip here.
"""

APPLICANTS = {
    "natural_person": "自然人",
    "commercial_enterprise": "商业企业",
    "research_institution": "科研机构",
    "social_public_interest_org": "社会公益组织",
    "legal_service_org": "法律服务机构",
    "other_org": "其他",
    "total": "总计",
}

# Code, label, depth: 3 for a label over three columns, 2 below 三, 1 in a group of 三.
OUTCOMES = [
    ("new_received", "一、本年新收政府信息公开申请数量", 3),
    ("carried_over_in", "二、上年结转政府信息公开申请数量", 3),
    ("granted", "（一）予以公开", 2),
    ("partially_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 2),
    ("denied_state_secret", "1.属于国家秘密", 1),
    ("denied_prohibited_by_law", "2.其他法律行政法规禁止公开", 1),
    ("denied_security_stability", "3.危及“三安全一稳定”", 1),
    ("denied_third_party_rights", "4.保护第三方合法权益", 1),
    ("denied_internal_affairs", "5.属于三类内部事务信息", 1),
    ("denied_process_information", "6.属于四类过程性信息", 1),
    ("denied_enforcement_case_file", "7.属于行政执法案卷", 1),
    ("denied_administrative_inquiry", "8.属于行政查询事项", 1),
    ("unable_not_held", "1.本机关不掌握相关政府信息", 1),
    ("unable_requires_creation", "2.没有现成信息需要另行制作", 1),
    ("unable_unclear_after_correction", "3.补正后申请内容仍不明确", 1),
    ("not_processed_petition", "1.信访举报投诉类申请", 1),
    ("not_processed_duplicate", "2.重复申请", 1),
    ("not_processed_publication", "3.要求提供公开出版物", 1),
    ("not_processed_excessive", "4.无正当理由大量反复申请", 1),
    ("not_processed_reissue", "5.要求行政机关确认或重新出具已获取信息", 1),
    ("other_no_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", 1),
    ("other_fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", 1),
    ("other_other", "3.其他", 1),
    ("other_handling", "（六）其他处理", 2),
    ("results_total", "（七）总计", 2),
    ("carried_over_out", "四、结转下年度继续办理", 3),
]
GROUPS = {
    "denied_": "（三）不予公开",
    "unable_": "（四）无法提供",
    "not_processed_": "（五）不予处理",
    "other_": "（六）其他处理",
}

RESULTS = {"upheld": "结果维持", "corrected": "结果纠正", "other_result": "其他结果", "pending": "尚未审结", "total": "总计"}
CHANNELS = ["reconsideration", "litigation_direct", "litigation_after_reconsideration"]

ITEMS = [("items_previous_year", "上一年项目数量", "count"), ("items_change", "本年增/减", "signed"), ("decisions", "处理决定数量", "count")]
DECISIONS = [("decisions_this_year", "本年处理决定数量", "count")]

# Provision, columns (code, label, kind), rows (code, label).
BLOCKS = {
    "std2021": [
        ("第二十条第（一）项",
         [("issued_this_year", "本年制发件数", "count"), ("repealed_this_year", "本年废止件数", "count"), ("in_force", "现行有效件数", "count")],
         [("rules", "规章"), ("admin_normative_documents", "行政规范性文件")]),
        ("第二十条第（五）项", DECISIONS, [("admin_license", "行政许可")]),
        ("第二十条第（六）项", DECISIONS, [("admin_penalty", "行政处罚"), ("admin_compulsion", "行政强制")]),
        ("第二十条第（八）项", [("fees_collected_wan_yuan", "本年收费金额（单位：万元）", "amount")], [("admin_institutional_fees", "行政事业性收费")]),
    ],
    "trial2019": [
        ("第二十条第（一）项",
         [("newly_made", "本年新制作数量", "count"), ("newly_disclosed", "本年新公开数量", "count"), ("total_disclosed", "对外公开总数量", "count")],
         [("rules", "规章"), ("normative_documents", "规范性文件")]),
        ("第二十条第（五）项", ITEMS, [("admin_license", "行政许可"), ("other_external_services", "其他对外管理服务事项")]),
        ("第二十条第（六）项", ITEMS, [("admin_penalty", "行政处罚"), ("admin_compulsion", "行政强制")]),
        ("第二十条第（八）项", ITEMS[:2], [("admin_institutional_fees", "行政事业性收费")]),
        ("第二十条第（九）项", [("procurement_projects", "采购项目数量", "count"), ("procurement_amount", "采购总金额", "money")], [("government_procurement", "政府集中采购")]),
    ],
}

BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

HEADINGS = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]


def outcomes(edition):
    """The rows of the second table that the edition prints."""
    split = {"other_no_correction", "other_fee_unpaid", "other_other"}
    return [o for o in OUTCOMES if (o[0] not in split if edition == "trial2019" else o[0] != "other_handling")]


def leaves(edition):
    return [code for code, _, _ in outcomes(edition) if code not in ("new_received", "carried_over_in", "results_total", "carried_over_out")]


def slots(edition):
    """Every number of the form as (table, row, column, kind), in the order of the form."""
    found = []
    for _, columns, rows in BLOCKS[edition]:
        found += [("proactive_disclosure", row, column, kind) for row, _ in rows for column, _, kind in columns]
    found += [("requests", row, column, "count") for row, _, _ in outcomes(edition) for column in APPLICANTS]
    return found + [("review_litigation", channel, result, "count") for channel in CHANNELS for result in RESULTS]


class Cell:
    """One cell of a published table: a label, or the slot of a number."""

    def __init__(self, text="", rows=1, columns=1, slot=None):
        self.text, self.rows, self.columns, self.slot = text, rows, columns, slot


def proactive(edition):
    width = 4 if edition == "std2021" else 5
    table = []
    for provision, columns, rows in BLOCKS[edition]:
        spans = [1] * (len(columns) - 1) + [width - len(columns)]
        table.append([Cell(provision, columns=width)])
        table.append([Cell("信息内容")] + [Cell(label, columns=span) for (_, label, _), span in zip(columns, spans)])
        for row, label in rows:
            table.append([Cell(label)] + [Cell(columns=span, slot=("proactive_disclosure", row, c[0])) for c, span in zip(columns, spans)])
    return table


def requests(edition):
    rows = outcomes(edition)
    table = [
        [Cell(BALANCE, 3, 3), Cell("申请人情况", 1, 7)],
        [Cell("自然人", 2), Cell("法人或其他组织", 1, 5), Cell("总计", 2)],
        [Cell(label) for label in list(APPLICANTS.values())[1:6]],
    ]
    group = None
    for code, label, depth in rows:
        line = []
        if code == "granted":
            line.append(Cell("三、本年度办理结果", rows=sum(1 for r in rows if r[2] < 3)))
        if depth == 1:
            own = next(g for g in GROUPS if code.startswith(g))
            if own != group:
                line.append(Cell(GROUPS[own], rows=sum(1 for r in rows if r[2] == 1 and r[0].startswith(own))))
            group = own
        line.append(Cell(label, columns=depth))
        table.append(line + [Cell(slot=("requests", code, column)) for column in APPLICANTS])
    return table


def review(_edition):
    labels = list(RESULTS.values())
    return [
        [Cell("行政复议", 1, 5), Cell("行政诉讼", 1, 10)],
        [Cell(label, 2) for label in labels] + [Cell("未经复议直接起诉", 1, 5), Cell("复议后起诉", 1, 5)],
        [Cell(label) for label in labels * 2],
        [Cell(slot=("review_litigation", channel, result)) for channel in CHANNELS for result in RESULTS],
    ]
