//! Words of agencies' names that tell what is a place, and what only looks like one.
//!
//! Each list is one text with blanks between the words, in the order in which a reader would look for them.

/// The words of a list.
pub(super) fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(' ')
}

/// Whether a text begins with a word of a list.
pub(super) fn begins_with(text: &str, list: &'static str) -> bool {
    text.starts_with(|first| list.contains(first)) && words(list).any(|word| text.starts_with(word))
}

/// Whether a text ends with a word of a list.
pub(super) fn ends_with(text: &str, list: &'static str) -> bool {
    text.ends_with(|last| list.contains(last)) && words(list).any(|word| text.ends_with(word))
}

/// Whether a text is a word of a list.
pub(super) fn is_word(text: &str, list: &'static str) -> bool {
    text.starts_with(|first| list.contains(first)) && words(list).any(|word| text == word)
}

/// What a township or a subdistrict is called.
pub(super) const TOWN_KINDS: &str = "街道 镇 乡 苏木";

/// The organs of a township that no other word begins like.
pub(super) const TOWN_ORGANS: &str = "人民政府 政府 办事处 党委 党工委 人大";

/// The offices of a township.
pub(super) const TOWN_OFFICES: &str = "党 便民 综合 财政所 社会 公共";

/// Words that end like the name of a county and are none: development zones and plain words.
pub(super) const NO_COUNTY: &str = "\
    开发区 高新区 经开区 新区 园区 保税区 示范区 管理区 风景区 名胜区 保护区 旅游区 度假区 合作区 工业区 \
    实验区 试验区 产业区 社区 港区 库区 灌区 矿区 林区 景区 自治区 军区 小区 牧区 功能区 商务区 先行区 \
    集聚区 区划 山区 地区 城市 都市 超市 门市 上市 市区 城区";

/// Central bodies whose names do not begin with 国家, 中国 or 国务院.
pub(super) const CENTRAL_BODIES: &str = "\
    外交部 国防部 教育部 科学技术部 科技部 工业和信息化部 公安部 国家安全部 民政部 司法部 财政部 \
    人力资源和社会保障部 人力资源社会保障部 自然资源部 生态环境部 住房和城乡建设部 住房城乡建设部 交通运输部 水利部 \
    农业农村部 商务部 文化和旅游部 退役军人事务部 退役军人部 应急管理部 审计署 海关总署 供销合作总社";

/// Offices of a central body that are the body itself.
pub(super) const CENTRAL_OFFICES: &str = "办公厅 办公室 机关 综合司";

/// How the name of a central body ends.
pub(super) const CENTRAL_ENDS: &str = "总局 局 总署 署 部 委员会 委 银行 院 办公厅 办公室 总社 理事会";

/// What makes a body with a national name a branch of it, or none of the kind.
pub(super) const BRANCHES: &str = "分局 支局 支行 分行 分院 监管局 特派 派出 公司 国家级";

/// How the name of a body begins that has branches in the provinces.
pub(super) const HEADS: &str = "\
    国家 中国 中华人民共和国 中共 共青团 全国 自然资源部 生态环境部 财政部 水利部 交通运输部 农业农村部 商务部 \
    公安部 审计署 海关总署 应急管理部 教育部 民航";

/// After what the place of a branch may follow.
pub(super) const HEAD_ENDS: &str = "局 署 部 委员会 银行 院 中共 共产党 共和国 共青团 驻 ( （ 民航 公司";

/// Words that begin like a rank.
pub(super) const RANK_WORDS: &str = "\
    市场监 市场管理 市场开发 市场服务 市场发展 市政管理 市政公用 市政设施 市政工程 市政园林 市政建设 市容环境 \
    市容市政 市容和环境 市容管理 市区 区域 区划 县域";

/// What makes a name without its rank that of somebody else.
pub(super) const OTHER_OWNERS: &str = "\
    街道 苏木 镇人民政府 乡人民政府 镇政府 乡政府 社区居 大学 学院 学校 中学 小学 医院 公司 集团 路 居委 \
    村委";

/// How the name of an organ ends.
pub(super) const ORGAN_ENDS: &str = "局 厅 委员会 委 办 办公室 署 队 海关 府 社 馆 所 站 中心 支行 分行 处 部 团 院 会 特派员";

/// Words that begin like a kind of place and are none.
pub(super) const PLACE_WORDS: &str = "乡村 乡镇 村镇 路政 道路 区域 区划 县域 港口 江河 河长 河道 河湖 湖泊";
