//! What the tables state of what a sentence speaks of, the likeliest figures first.

use crate::check::facts::{ALL, CURRENT, Fact, Facts, MOST_STATEMENTS, Statement};
use crate::check::figure::Addends;
use crate::check::header::Version;
use crate::check::words::{self, Meaning, TOTAL};

/// Figures that add up to what a fact states, the likeliest first.
pub(crate) type Statements = Vec<Addends>;

impl Facts<'_> {
    /// What is stated of everything, and whether the words only usually mean that: 机关运行经费 has a table of its own
    /// or else is usually 公用经费, and that is usually what the classes of the economic classification add up to.
    pub fn usually(&self, scope: Meaning, meaning: Meaning, version: Version) -> (Statements, bool) {
        let own = self.everything(scope, meaning, version);
        if !own.is_empty() {
            return (own, false);
        }
        if let ("appropriation", Some(paid)) = (scope, self.paid_by_funds(meaning, version)) {
            return (vec![paid], false);
        }
        let (scope, mut usual) = match scope {
            "operating_funds" => ("general_public", self.everything("general_public", meaning, version)),
            _ => (scope, own),
        };
        usual.extend(self.economic(scope, meaning));
        (usual, true)
    }

    /// What the general public budget and the government fund spend on 基本支出 or 项目支出, where both state it: of the
    /// appropriations no table may.
    fn paid_by_funds(&self, meaning: Meaning, version: Version) -> Option<Addends> {
        let is_use = matches!(meaning, "use.basic" | "use.project");
        let stated = |scope| self.everything(scope, meaning, version).into_iter().next();
        let mut paid = is_use.then(|| stated("general_public")).flatten()?;
        paid.extend(stated("government_fund")?);
        paid.extend(stated("state_capital").into_iter().flatten());
        Some(paid)
    }

    /// The classes of the economic classification that usually add up to a meaning.
    fn economic(&self, scope: Meaning, meaning: Meaning) -> Statements {
        let row = |code: &&str| self.figures(Fact::of_row(scope, code, "use.basic")).into_iter().next();
        let figures: Addends = words::economic(meaning).iter().filter_map(row).flatten().collect();
        if figures.is_empty() { Vec::new() } else { vec![figures] }
    }

    /// The figures of a fact about everything, the likeliest first.
    pub fn everything(&self, scope: Meaning, meaning: Meaning, version: Version) -> Statements {
        self.in_rows([ALL, CURRENT], scope, meaning, version)
    }

    /// The figures of a fact about everything, those of the year's own money first.
    pub fn of_the_year(&self, scope: Meaning, meaning: Meaning, version: Version) -> Statements {
        self.in_rows([CURRENT, ALL], scope, meaning, version)
    }

    fn in_rows(
        &self,
        rows: [&'static str; 2],
        scope: Meaning,
        meaning: Meaning,
        version: Version,
    ) -> Statements {
        let all = Fact { version, ..Fact::of_all(scope, meaning) };
        rows.into_iter().flat_map(|row| self.figures(Fact { row, ..all })).collect()
    }

    /// The figures of the row of a code in the scope of a section.
    pub fn of_code(&self, code: &str, section: Option<Meaning>) -> Statements {
        let scopes: &[Meaning] = match &section {
            Some(scope) if *scope != "three_public" => std::slice::from_ref(scope),
            _ => &["general_public", "appropriation", "expenditure"],
        };
        let mut found = Vec::new();
        for meaning in [TOTAL, "use.basic", "use.project"] {
            for &scope in scopes {
                found.extend(self.figures(Fact::of_row(scope, code, meaning)));
            }
        }
        if let (true, Some("appropriation"), 7) = (found.is_empty(), section, code.len()) {
            // An item is of one fund, and so are its appropriations.
            let of_fund = ["general_public", "government_fund"].map(|fund| self.of_code(code, Some(fund)));
            let [general, fund] = of_fund;
            return if fund.is_empty() {
                general
            } else if general.is_empty() {
                fund
            } else {
                Vec::new()
            };
        }
        found
    }

    /// The figures of the row of a code for one meaning.
    pub fn of_row(&self, code: &str, scope: Meaning, meaning: Meaning) -> Statements {
        self.figures(Fact::of_row(scope, code, meaning))
    }

    fn figures(&self, fact: Fact) -> Statements {
        let own = likeliest_first(self.get(fact));
        if own.is_empty() { likeliest_first(self.same(fact).iter().copied()) } else { own }
    }
}

/// What these statements state, first what is printed as one figure.
fn likeliest_first<'a, 't: 'a>(statements: impl Iterator<Item = &'a Statement<'t>> + Clone) -> Statements {
    let mut figures = Statements::new();
    for is_direct in [true, false] {
        let statements = statements.clone().take(MOST_STATEMENTS);
        for statement in statements.filter(|statement| statement.direct == is_direct) {
            if !figures.contains(&statement.figures) {
                figures.push(statement.figures.clone());
            }
        }
    }
    figures
}
