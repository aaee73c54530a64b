//! How light a paint is: rules are dark, shading is light, and layout wants to tell them apart.

use lopdf::{Dictionary, Object};

use super::file::{File, as_dictionary};

/// What the numbers of a colour mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Space {
    /// One number, 1 is white.
    #[default]
    Gray,
    /// Red, green and blue, 1 is light.
    Rgb,
    /// Cyan, magenta, yellow and black, 1 is ink.
    Cmyk,
    /// Amounts of named inks, 1 is ink.
    Ink,
    /// Lightness up to 100, and two numbers without influence on it.
    Lab,
    /// Patterns and palettes: how light they are is not looked into.
    Other,
}

/// The luminance of a paint that is not looked into.
pub(super) const UNKNOWN: f32 = 0.5;

impl Space {
    /// The space that a name stands for in a resource dictionary.
    pub(super) fn named(file: &File, resources: Option<&Dictionary>, name: &[u8]) -> Self {
        match name {
            b"DeviceGray" | b"CalGray" | b"G" => Self::Gray,
            b"DeviceRGB" | b"CalRGB" | b"RGB" => Self::Rgb,
            b"DeviceCMYK" | b"CMYK" => Self::Cmyk,
            b"Pattern" => Self::Other,
            _ => resources
                .and_then(|resources| file.dictionary(resources, b"ColorSpace"))
                .map_or(Self::Other, |spaces| Self::of(file, file.value(spaces, name))),
        }
    }

    /// The space that an object is.
    pub(super) fn of(file: &File, object: &Object) -> Self {
        let family = match object {
            Object::Name(name) => return Self::named(file, None, name),
            Object::Array(array) => array,
            _ => return Self::Other,
        };
        let name = family.first().map(|name| file.resolve(name)).and_then(|name| name.as_name().ok());
        match name {
            Some(b"CalGray") => Self::Gray,
            Some(b"CalRGB") => Self::Rgb,
            Some(b"Separation" | b"DeviceN") => Self::Ink,
            Some(b"Lab") => Self::Lab,
            Some(b"ICCBased") => {
                let profile = family.get(1).map(|profile| file.resolve(profile)).and_then(as_dictionary);
                match profile.and_then(|profile| file.number(profile, b"N")).map(|count| count as i64) {
                    Some(1) => Self::Gray,
                    Some(3) => Self::Rgb,
                    Some(4) => Self::Cmyk,
                    _ => Self::Other,
                }
            }
            Some(single) if family.len() == 1 => Self::named(file, None, single),
            _ => Self::Other,
        }
    }

    /// How many numbers a colour of an image has; the one ink of `Ink`, none where that is not looked into.
    pub(super) fn components(self) -> Option<usize> {
        match self {
            Self::Gray | Self::Ink => Some(1),
            Self::Rgb => Some(3),
            Self::Cmyk => Some(4),
            Self::Lab | Self::Other => None,
        }
    }

    /// The luminance of its first colour, black where it has one.
    pub(super) fn initial(self) -> f32 {
        if self == Self::Other { UNKNOWN } else { 0.0 }
    }

    /// The luminance of a colour: 0 black, 1 white.
    pub(super) fn luminance(self, numbers: &[f64]) -> f32 {
        let light = match (self, numbers) {
            (Self::Gray, &[gray, ..]) => gray,
            (Self::Rgb, &[red, green, blue, ..]) => weigh(red, green, blue),
            (Self::Cmyk, &[cyan, magenta, yellow, black, ..]) => {
                weigh(1.0 - cyan, 1.0 - magenta, 1.0 - yellow) * (1.0 - black)
            }
            (Self::Ink, inks) if !inks.is_empty() => 1.0 - inks.iter().copied().fold(0.0, f64::max),
            (Self::Lab, &[lightness, ..]) => lightness / 100.0,
            _ => f64::from(UNKNOWN),
        };
        light.clamp(0.0, 1.0) as f32
    }
}

/// The weights of ITU-R BT.601.
fn weigh(red: f64, green: f64, blue: f64) -> f64 {
    0.299 * red + 0.587 * green + 0.114 * blue
}
