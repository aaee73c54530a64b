//! Which government an issuer belongs to, read from its name: `福州市鼓楼区审计局` is of a county of 350100.
//!
//! A name says its divisions from the widest to the narrowest and may leave out the wider ones: `福州市财政局` is of a
//! prefecture of 福建省. What is not in the list of divisions is only taken for a county where its name leaves no doubt.

use crate::document::{Region, RegionLevel};
use crate::vocab::regions::{Word, leading, name, words};

/// The region of an issuer, `None` where its name says none.
pub fn of_issuer(issuer: &str) -> Option<Region> {
    let text = words(Word::Before).find_map(|word| issuer.strip_prefix(word)).unwrap_or(issuer);
    let (code, listed, rest) = match leading(text, "") {
        Some(found) if found.0.ends_with("00") => found,
        // A district's name is shared by several cities, and says nothing alone.
        _ => {
            let (county, _) = county(text, false)?;
            return Some(Region {
                level: RegionLevel::County,
                province: None,
                prefecture: None,
                county: Some(county.to_owned()),
                code: None,
            });
        }
    };
    let (province_code, _) = code.split_at_checked(2)?;
    let mut region = Region {
        level: RegionLevel::Province,
        province: name(&format!("{province_code}0000")).map(str::to_owned),
        prefecture: None,
        county: None,
        code: Some(code.to_owned()),
    };
    let mut rest = rest;
    if code.ends_with("0000") {
        match leading(rest, province_code) {
            Some((code, name, after)) if code.ends_with("00") && !code.ends_with("0000") => {
                region.level = RegionLevel::Prefecture;
                region.prefecture = Some(name.to_owned());
                region.code = Some(code.to_owned());
                rest = after;
            }
            Some((code, name, _)) if !code.ends_with("00") => {
                return Some(Region {
                    level: RegionLevel::County,
                    county: Some(name.to_owned()),
                    code: Some(code.to_owned()),
                    ..region
                });
            }
            _ => {}
        }
    } else {
        region.level = RegionLevel::Prefecture;
        region.prefecture = Some(listed.to_owned());
    }
    if let Some((county, _)) = county(rest, true) {
        region.level = RegionLevel::County;
        region.county = Some(county.to_owned());
        region.code = None;
    }
    Some(region)
}

/// The county-level division that the text begins with, and the rest: one to four characters (or the name of an
/// autonomous county) and 县, 区, 旗 or 市. Below no known division only a 县 is told from other words.
fn county(text: &str, below_known: bool) -> Option<(&str, &str)> {
    let ends: &[char] = if below_known { &['县', '区', '旗', '市'] } else { &['县'] };
    let (index, (at, end)) = text
        .char_indices()
        .enumerate()
        .skip(1)
        .take(12)
        .find(|(_, (_, character))| ends.contains(character))?;
    let (division, rest) = text.split_at_checked(at + end.len_utf8())?;
    let after = text.get(at..)?;
    let plausible = (index <= 4 || division.ends_with("自治县"))
        && !rest.is_empty()
        && !words(Word::Division).any(|word| division.ends_with(word))
        && !words(Word::Ending).any(|word| after.starts_with(word));
    plausible.then_some((division, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_their_region() {
        let shown = |issuer: &str| {
            of_issuer(issuer).map(|region| {
                let text = |text: Option<String>| text.unwrap_or_else(|| "-".into());
                format!(
                    "{:?} {} {} {} {}",
                    region.level,
                    text(region.province),
                    text(region.prefecture),
                    text(region.county),
                    text(region.code)
                )
            })
        };
        for (issuer, region) in [
            ("福建省财政厅", Some("Province 福建省 - - 350000")),
            ("福州市财政局", Some("Prefecture 福建省 福州市 - 350100")),
            ("福建省福州市财政局", Some("Prefecture 福建省 福州市 - 350100")),
            ("福州市鼓楼区审计局", Some("County 福建省 福州市 鼓楼区 -")),
            ("福建省闽侯县水利局", Some("County 福建省 - 闽侯县 -")),
            ("福州市市场监督管理局", Some("Prefecture 福建省 福州市 - 350100")),
            ("福州市城市管理局", Some("Prefecture 福建省 福州市 - 350100")),
            ("福州市旅游市场服务中心", Some("Prefecture 福建省 福州市 - 350100")),
            ("福州市社区建设中心", Some("Prefecture 福建省 福州市 - 350100")),
            ("上海市档案局", Some("Province 上海市 - - 310000")),
            ("中共上海市黄浦区委办公室", Some("County 上海市 - 黄浦区 310101")),
            ("吉林市档案馆", Some("Prefecture 吉林省 吉林市 - 220200")),
            ("海南藏族自治州水利局", Some("Prefecture 青海省 海南藏族自治州 - 632500")),
            ("重庆市石柱土家族自治县水利局", Some("County 重庆市 - 石柱土家族自治县 500240")),
            ("临江县水务局", Some("County - - 临江县 -")),
            ("云溪市档案局", None),
            ("和平区图书馆", None),
            ("国家图书馆", None),
            ("", None),
        ] {
            assert_eq!(shown(issuer).as_deref(), region, "{issuer}");
        }
    }
}
