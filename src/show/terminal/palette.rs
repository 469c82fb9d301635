//! Colours by meaning.

use std::fmt;

use anstyle::{AnsiColor, Effects, Style};

use crate::finding::Severity;

use super::visible;

/// What a piece of text is, from which follows how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Ordinary text.
    Plain,
    /// What the facility says: the `-` side, red.
    Facility,
    /// The part of a facility's value that differs from the professional's.
    FacilityEmphasis,
    /// What the professional says: the `+` side, green.
    Professional,
    /// The part of a professional's value that differs from the facility's.
    ProfessionalEmphasis,
    /// Headings and hunk headers.
    Heading,
    /// What is there for completeness: separators, places, what agrees.
    Dim,
    /// A finding of that weight, or a failure.
    Error,
    /// A finding of that weight.
    Warning,
    /// A finding of that weight.
    Info,
    /// What matters in ordinary text.
    Emphasis,
}

impl Role {
    /// The role of a finding of that weight.
    pub const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Info,
        }
    }
}

/// How each role looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// See [`Role::Facility`].
    pub facility: Style,
    /// See [`Role::Professional`].
    pub professional: Style,
    /// Added to the style of either side for the part that differs.
    pub emphasis: Style,
    /// See [`Role::Heading`].
    pub heading: Style,
    /// See [`Role::Dim`].
    pub dim: Style,
    /// See [`Role::Error`].
    pub error: Style,
    /// See [`Role::Warning`].
    pub warning: Style,
    /// See [`Role::Info`].
    pub info: Style,
}

impl Palette {
    /// No colours: for files, pipes and `NO_COLOR`.
    pub const fn plain() -> Self {
        let none = Style::new();
        Self {
            facility: none,
            professional: none,
            emphasis: none,
            heading: none,
            dim: none,
            error: none,
            warning: none,
            info: none,
        }
    }

    /// The terminal's own sixteen colours, so that they suit its background. Nothing rests on colour alone: sides carry
    /// `-` and `+`, emphasis is underlined.
    pub const fn colour() -> Self {
        Self {
            facility: AnsiColor::Red.on_default(),
            professional: AnsiColor::Green.on_default(),
            emphasis: Style::new().effects(Effects::BOLD.insert(Effects::UNDERLINE)),
            heading: AnsiColor::Cyan.on_default().bold(),
            dim: Style::new().dimmed(),
            error: AnsiColor::Red.on_default().bold(),
            warning: AnsiColor::Yellow.on_default().bold(),
            info: AnsiColor::Blue.on_default().bold(),
        }
    }

    /// How the styles of all roles begin on a terminal.
    pub(super) fn sequences(&self) -> Vec<String> {
        use Role::{
            Dim, Emphasis, Error, Facility, FacilityEmphasis, Heading, Info, Plain, Professional,
            ProfessionalEmphasis, Warning,
        };
        let roles = [
            Plain,
            Facility,
            FacilityEmphasis,
            Professional,
            ProfessionalEmphasis,
            Heading,
            Dim,
            Error,
            Warning,
            Info,
            Emphasis,
        ];
        roles.iter().map(|role| self.style(*role).render().to_string()).collect()
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        let and_emphasis = |side: Style| side | self.emphasis.get_effects();
        match role {
            Role::Plain => Style::new(),
            Role::Facility => self.facility,
            Role::FacilityEmphasis => and_emphasis(self.facility),
            Role::Professional => self.professional,
            Role::ProfessionalEmphasis => and_emphasis(self.professional),
            Role::Heading => self.heading,
            Role::Dim => self.dim,
            Role::Error => self.error,
            Role::Warning => self.warning,
            Role::Info => self.info,
            Role::Emphasis => self.emphasis,
        }
    }

    /// Text in the style of a role, made [`visible`]: a value from a claim can be painted without a second thought.
    ///
    /// Widths given to the formatter count the text alone: `{:>8}` pads to eight columns, whatever the colours.
    pub fn paint<'t>(&self, role: Role, text: &'t str) -> Painted<'t> {
        Painted { style: self.style(role), text }
    }
}

/// Text with a style; see [`Palette::paint`].
#[derive(Clone, Copy, Debug)]
pub struct Painted<'t> {
    style: Style,
    text: &'t str,
}

impl fmt::Display for Painted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = visible(self.text);
        let pad = f.width().map_or(0, |wanted| wanted.saturating_sub(super::width(&text)));
        let left = match f.align() {
            Some(fmt::Alignment::Right) => pad,
            Some(fmt::Alignment::Center) => pad / 2,
            _ => 0,
        };
        // Blanks stand outside the style, or an underline would run through them.
        write!(f, "{:left$}{}{text}{:#}{:right$}", "", self.style, self.style, "", right = pad - left)
    }
}
