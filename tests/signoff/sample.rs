//! A small catalogue and runs over it, made by hand: what the join and the reports are tested with.

use signoff::catalogue::{Basis, Catalogue, Level, Requirement, Selected};
use signoff::core::finding::Finding;
use signoff::core::subject::Subject;
use signoff::engine::record::{
    ExchangeRecord, Outcome, RequestRecord, ResponseRecord, RuleFinding, RuleTally, RunRecord, ScenarioRecord, StepRecord,
    TargetRecord, TargetState,
};

pub const PROVIDER: &str = "amazon_pay_india";

/// A MUST of the endpoint without rule.
pub fn requirement(id: &str) -> Requirement {
    Requirement {
        id: id.into(),
        provider: PROVIDER.into(),
        level: Level::Must,
        subject: Subject::Endpoint,
        text: format!("The sentence of {id} holds."),
        source: "https://docs.example/page".into(),
        basis: Basis::Documented,
        rule: None,
        capability: None,
        occasional: false,
        manual: None,
        stage: None,
        violated_by: Vec::new(),
        checklist: Vec::new(),
    }
}

pub fn catalogue(requirements: impl IntoIterator<Item = Requirement>) -> Catalogue {
    Catalogue { requirements: requirements.into_iter().collect(), checklist: Vec::new() }
}

/// Selects every requirement of the catalogue.
pub fn all_of(catalogue: &Catalogue) -> Selected {
    Selected { requirements: catalogue.requirements.iter().map(|entry| entry.id.clone()).collect(), ..Selected::default() }
}

/// A scenario of one step with one exchange.
pub fn scenario(requirement: &str, line: usize, outcome: Outcome) -> ScenarioRecord {
    let message = (outcome == Outcome::Inconclusive).then(|| format!("the persona of line {line} has no token"));
    let place = "response body requestedAmount";
    ScenarioRecord {
        id: format!("{PROVIDER}/charges:{line}"),
        feature: format!("{PROVIDER}/charges.feature"),
        name: format!("scenario of line {line}"),
        line,
        tags: vec![requirement.into()],
        requirement: requirement.into(),
        outcome,
        duration_ms: 1.5,
        steps: vec![StepRecord { keyword: "Then".into(), text: "it holds".into(), outcome, message }],
        evidence: Vec::new(),
        exchanges: vec![format!("x{line}")],
        finding: (outcome == Outcome::Failed).then(|| Finding::new(place, "10.00", "10.01")),
        shown_by: None,
        fault: None,
        asked: None,
        said: Vec::new(),
    }
}

pub fn tally(rule: &str, judged: u64, failed: u64, unclear: u64) -> RuleTally {
    let finding = RuleFinding {
        finding: Finding::new("response header x-amz-signature", "a signature", "none"),
        scenario: format!("{PROVIDER}/charges:3"),
        exchange: "x3".into(),
    };
    RuleTally {
        provider: PROVIDER.into(),
        rule: rule.to_owned().into(),
        judged,
        failed,
        unclear,
        doubt: (unclear > 0).then(|| "a gateway answered".into()),
        findings: vec![finding; failed as usize],
        fault: None,
    }
}

pub fn exchange(line: usize) -> ExchangeRecord {
    let headers = [("x-amz-user-agent", "it's a test")];
    ExchangeRecord {
        id: format!("x{line}"),
        at: "2026-01-02T03:04:05Z".into(),
        duration_ms: 0.7,
        request: RequestRecord {
            method: "POST".into(),
            url: "http://127.0.0.1:4100/v1/payments/charge".into(),
            headers: headers.into_iter().collect(),
            body: r#"{"amount":"10.00","accessToken":"[eligible]"}"#.into(),
        },
        response: Some(ResponseRecord {
            status: 200,
            headers: headers.into_iter().collect(),
            body: r#"{"requestedAmount":"10.01"}"#.into(),
        }),
        error: None,
    }
}

/// A run of these scenarios against an endpoint that is not embedded.
pub fn run(scenarios: Vec<ScenarioRecord>, rules: Vec<RuleTally>) -> RunRecord {
    let exchanges = scenarios.iter().map(|scenario| exchange(scenario.line)).collect();
    RunRecord {
        started_at: "2026-01-02T03:04:05Z".into(),
        duration_ms: 1234.5,
        seed: 42,
        targets: vec![TargetRecord {
            provider: PROVIDER.into(),
            subject: Subject::Endpoint,
            embedded: false,
            simulated: false,
            address: "http://127.0.0.1:4100".into(),
            state: TargetState::Ready,
        }],
        scenarios,
        exchanges,
        rules,
        ..RunRecord::default()
    }
}
