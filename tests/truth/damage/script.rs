//! Damage by conversion between scripts, character by character, in the truth's own table.

/// Simplified and traditional characters of the form's labels and of the prose.
const PAIRS: &str = "开開务務报報总總体體动動门門规規项項条條内內废廢现現许許罚罚处處决決数數量量业業费費额額单單万萬元元请請列列关關\
系系为為于於第第个個构構团團组組织織机機科科研研会會公公益益法法律律服服申申人人况況结結转轉办辦理理续續继繼给給予予区區分分\
计計种種属屬国國秘秘密密类類务務过過执執案案卷卷询詢事事无無法法提提供供没沒现現成成信信息息补補后後容容确確访訪举舉诉訴重重\
复復复復出出版版物物当當由由反反获獲取取逾逾期期纳納缴繳用用讼訟维維纠糾尚尚未未审審经經直直接接权權护護稳穩险險禁禁危危及及\
历歷统統网網编編实實读讀条條来來岁歲县縣华華样樣应應达達员員点點众眾较較补補还還单單";

/// Each character to its traditional form. Readings that this table does not have stay, as in real mirrors.
pub(super) fn traditional(text: &str) -> String {
    let pairs: Vec<char> = PAIRS.chars().filter(|c| !c.is_whitespace()).collect();
    text.chars().map(|c| pairs.chunks_exact(2).find(|pair| pair[0] == c).map_or(c, |pair| pair[1])).collect()
}

/// The same with the characters that converters confuse.
pub(super) fn over_converted(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '制' => '製',
            '面' => '麵',
            '里' => '裡',
            '台' => '臺',
            '出' => '齣',
            '只' => '隻',
            '复' => '複',
            '范' => '範',
            '征' => '徵',
            c => traditional(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c),
        })
        .collect()
}

/// Words of Taiwan for those of the mainland.
pub(super) fn taiwan(text: &str) -> String {
    traditional(&text.replace("规范性文件", "规范性档案").replace("信息", "資訊").replace("公布", "公佈").replace("程序", "程式"))
}

/// Half-width forms of signs and digits, plain spaces.
pub(super) fn nfkc(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{3000}' | '\u{A0}' => ' ',
            c => c,
        })
        .collect()
}
