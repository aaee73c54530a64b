//! Pictures beside text, which may show tables.

use crate::sheets;
use crate::writer::{Writer, add_page};

const RESOURCES: &str = "/Font<</F2<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>/XObject<</P 90 0 R>>";
const TEXT: &str = "BT /F2 10 Tf 60 700 Td (1250.00) Tj ET";

#[test]
fn a_picture_beside_text_is_reported_and_one_behind_it_is_not() {
    let mut writer = Writer::default();
    let entries = "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8";
    let picture = writer.stream(entries, "0");
    let resources = RESOURCES.replace("90 0 R", &format!("{picture} 0 R"));
    let pages = [
        format!("{TEXT} q 400 0 0 200 60 400 cm /P Do Q"),
        format!("{TEXT} q 400 0 0 200 60 600 cm /P Do Q"), // behind it
        format!("{TEXT} q 80 0 0 80 400 700 cm /P Do Q"),  // an emblem
        format!("{TEXT} q 400 0 0 40 60 400 cm /P Do Q q 400 0 0 40 60 440 cm /P Do Q"), // in two strips
    ];
    let pages: Vec<_> =
        pages.into_iter().map(|content| add_page(&mut writer, content, &resources, "")).collect();
    let (_, warnings) = sheets(&writer.finish(&pages));
    let found: Vec<_> = warnings.iter().map(|w| (w.code.as_str(), w.page)).collect();
    assert_eq!(found, [("picture", Some(1)), ("picture", Some(4))]);
}
