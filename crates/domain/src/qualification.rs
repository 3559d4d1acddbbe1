//! Qualification: five short questions that say how alarming an incident is, and what it calls for.
//! Owns the rules. "Unknown" is an answer, and never counts as "no".

#[cfg(test)]
mod tests;

use crate::clock::Occasion;
use crate::playbook::{Answer, Level};
use crate::text::Slug;
use crate::time::Timestamp;

/// What somebody answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The situation, as playbooks name it, such as `data-leak`; `other` when none fits.
    pub situation: Slug,
    /// Can somebody read, change or delete what they should not, now?
    pub exposed: Answer,
    /// Are personal data concerned?
    pub personal: Answer,
    /// Was it done on purpose?
    pub malicious: Answer,
    /// Is a service unusable for its users?
    pub down: Answer,
    /// Could it spread, or be much worse within the hour?
    pub spreading: Answer,
}

/// How bad, from 1, the worst, to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade(u8);

impl Grade {
    /// From a number from 1 to 4.
    pub fn new(number: u8) -> Option<Self> {
        (1..=4).contains(&number).then_some(Self(number))
    }

    /// The number.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// One step of five: how urgent, or how much it hurts. 1 is very low, 5 very high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Degree(u8);

impl Degree {
    /// Low.
    pub const LOW: Self = Self(2);
    /// Neither low nor high.
    pub const MEDIUM: Self = Self(3);
    /// High.
    pub const HIGH: Self = Self(4);

    /// From a number from 1 to 5.
    pub fn new(number: u8) -> Option<Self> {
        (1..=5).contains(&number).then_some(Self(number))
    }

    /// The number.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// GLPI's matrix: a row for each urgency from 1, a column for each impact from 1.
const GLPI: [[Degree; 5]; 5] = {
    const fn row(numbers: [u8; 5]) -> [Degree; 5] {
        let [a, b, c, d, e] = numbers;
        [Degree(a), Degree(b), Degree(c), Degree(d), Degree(e)]
    }
    [
        row([1, 1, 2, 2, 2]),
        row([1, 2, 2, 3, 3]),
        row([2, 2, 3, 4, 4]),
        row([2, 3, 4, 4, 5]),
        row([2, 3, 4, 5, 5]),
    ]
};

/// The matrix of priorities: a row for each urgency from 1, in it a column for each impact from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priorities(pub [[Degree; 5]; 5]);

impl Default for Priorities {
    fn default() -> Self {
        Self(GLPI)
    }
}

impl Priorities {
    /// The priority that urgency and impact give.
    pub fn of(&self, urgency: Degree, impact: Degree) -> Degree {
        let row = self.0.get(usize::from(urgency.0 - 1));
        let found = row.and_then(|row| row.get(usize::from(impact.0 - 1)));
        found.copied().unwrap_or(Degree(5))
    }
}

/// What the answers come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Red or orange.
    pub level: Level,
    /// How bad, 1 to 4.
    pub grade: Grade,
    /// How urgent it probably is.
    pub urgency: Degree,
    /// How much it probably hurts.
    pub impact: Degree,
    /// What it turned out to be: the deadlines of these occasions begin now.
    pub occasions: Vec<Occasion>,
}

impl Answers {
    /// What the answers come to. Pure: the same answers always give the same verdict.
    pub fn verdict(&self) -> Verdict {
        let level = self.level();
        Verdict {
            level,
            grade: self.grade(level),
            urgency: self.urgency(level),
            impact: self.impact(),
            occasions: self.occasions(level),
        }
    }

    fn level(&self) -> Level {
        let may = |answer: Answer| answer != Answer::No;
        let open_now = self.exposed == Answer::Yes
            || self.exposed == Answer::Unknown && self.personal == Answer::Yes;
        let hurts_now = self.down == Answer::Yes;
        let attack = self.malicious == Answer::Yes && may(self.spreading);
        if open_now || hurts_now || attack || self.spreading == Answer::Yes {
            Level::Red
        } else {
            Level::Orange
        }
    }

    fn grade(&self, level: Level) -> Grade {
        let worst = self.exposed == Answer::Yes && self.personal != Answer::No
            || self.spreading == Answer::Yes
            || self.down == Answer::Yes && self.malicious == Answer::Yes;
        let doubt = [self.exposed, self.personal, self.malicious, self.down, self.spreading]
            .into_iter()
            .any(|answer| answer != Answer::No);
        Grade(match (level, worst, doubt) {
            (Level::Red, true, _) => 1,
            (Level::Red, false, _) => 2,
            (Level::Orange, _, true) => 3,
            (Level::Orange, _, false) => 4,
        })
    }

    fn urgency(&self, level: Level) -> Degree {
        Degree(match (level, self.spreading) {
            (Level::Red, Answer::Yes | Answer::Unknown) => 5,
            (Level::Red, Answer::No) => 4,
            (Level::Orange, Answer::Yes | Answer::Unknown) => 3,
            (Level::Orange, Answer::No) => 2,
        })
    }

    fn impact(&self) -> Degree {
        Degree(match (self.personal, self.down) {
            (Answer::Yes, _) | (_, Answer::Yes) => 4,
            (Answer::Unknown, _) | (_, Answer::Unknown) => 3,
            (Answer::No, Answer::No) => 2,
        })
    }

    /// A doubt starts a clock too: it counts from awareness, and can be closed as not required.
    fn occasions(&self, level: Level) -> Vec<Occasion> {
        let may = |answer: Answer| answer != Answer::No;
        let breach = may(self.personal)
            && (may(self.exposed)
                || self.malicious == Answer::Yes
                || self.personal == Answer::Yes && self.down == Answer::Yes);
        let holds = |occasion: &Occasion| match occasion {
            Occasion::PersonalData => breach,
            Occasion::Red => level == Level::Red,
            Occasion::Orange => level == Level::Orange,
            Occasion::Malicious => may(self.malicious),
            Occasion::Down => may(self.down),
        };
        Occasion::ALL.into_iter().filter(holds).collect()
    }
}

/// One qualification of an incident. Each stands beside the earlier ones; the last holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualification {
    /// Its place among those of all incidents.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who answered.
    pub by: String,
    /// What they answered.
    pub answers: Answers,
    /// Red or orange.
    pub level: Level,
    /// How bad.
    pub grade: Grade,
    /// How urgent, as its author decided.
    pub urgency: Degree,
    /// How much it hurts, as its author decided.
    pub impact: Degree,
    /// The priority by the operator's own matrix, as it was then; `None` when GLPI's was used.
    pub own_priority: Option<Degree>,
    /// Why it was qualified again; empty the first time.
    pub reason: String,
}

impl Qualification {
    /// The priority that urgency and impact give.
    pub fn priority(&self) -> Degree {
        self.own_priority.unwrap_or_else(|| Priorities::default().of(self.urgency, self.impact))
    }
}
