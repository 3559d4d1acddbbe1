//! `vigie measures`: how long the parts of incidents took, with the number behind each.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Args;
use serde_json::Value;
use std::time::Duration;
use vigie_domain::person::Language;
use vigie_ops::words::Words;

#[derive(Args)]
pub(super) struct Options {
    /// What incidents are put together by
    #[arg(long, default_value = "whole", value_parser = ["whole", "service", "level", "month"])]
    by: String,
    /// Only those of a service, by its short name
    #[arg(long)]
    service: Option<String>,
    /// Only those of a level
    #[arg(long, value_parser = ["red", "orange"])]
    level: Option<String>,
    /// Only those declared in a month, such as 2026-11
    #[arg(long)]
    month: Option<String>,
    /// How many months to look back [default: 12, or as far as --month asks]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=120))]
    months: Option<u16>,
}

pub(super) async fn run(client: &Client, asked: Options, json: bool) -> Result<String, Failure> {
    let months = asked.months.map(|months| months.to_string());
    let mut parameters = vec![("by", asked.by.as_str())];
    for (name, value) in [
        ("service", &asked.service),
        ("level", &asked.level),
        ("month", &asked.month),
        ("months", &months),
    ] {
        parameters.extend(value.as_deref().map(|value| (name, value)));
    }
    let answer = client.get("/api/v1/measures", &parameters).await?;
    Ok(if json { show::json(&answer) } else { table(&asked.by, &answer) })
}

/// A line each part; what is not known is a dash, and never nought.
fn table(by: &str, answer: &Value) -> String {
    let span = |line: &Value, field: &str| {
        let seconds = line.get(field).and_then(Value::as_u64).map(Duration::from_secs);
        seconds.map_or_else(|| "-".to_owned(), |span| Words::of(Language::En).span(span))
    };
    let rows = show::list(answer, "groups").iter().flat_map(|group| {
        let name = match show::text(group, "name") {
            name if !name.is_empty() => name,
            _ if by == "whole" => "all".to_owned(),
            _ => "none".to_owned(),
        };
        show::list(group, "measures").iter().map(move |line| {
            let (part, known) = (show::text(line, "measure"), show::text(line, "known"));
            let (median, most) = (span(line, "median_seconds"), span(line, "p90_seconds"));
            vec![name.clone(), part, median, most, known, show::text(line, "unknown")]
        })
    });
    let head = by.to_uppercase();
    let headers = [head.as_str(), "TIME TO", "MEDIAN", "9 OF 10 WITHIN", "KNOWN", "NOT KNOWN"];
    show::table(&headers, &rows.collect::<Vec<_>>(), "no incident was declared in that time")
}
