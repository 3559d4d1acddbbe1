//! A row of bars with its text: what it shows is said in words beside it, for those who can't see
//! it.

use maud::{Markup, html};

/// Bars at most; older ones are left out.
const BARS_MAX: usize = 60;
/// Room for one bar, in the chart's own units.
const STEP: usize = 4;

/// One bar: how high of a hundred, and what it means.
pub(in crate::web) struct Bar {
    /// Its height, of a hundred.
    pub(in crate::web) height: usize,
    /// `good`, `bad` or `none`; the heights differ too, so that the colour is not alone.
    pub(in crate::web) kind: &'static str,
}

/// A chart of the last bars, oldest first, with what it shows in words.
pub(in crate::web) fn chart(title: &str, said: &str, bars: &[Bar]) -> Markup {
    let shown = bars.get(bars.len().saturating_sub(BARS_MAX)..).unwrap_or_default();
    html! {
        figure.chart {
            svg viewBox={ "0 0 " (shown.len().max(1) * STEP) " 100" } preserveAspectRatio="none"
                aria-hidden="true" {
                @for (at, bar) in shown.iter().enumerate() {
                    @let height = bar.height.min(100);
                    rect class=(bar.kind) x=(at * STEP) y=(100 - height) width="3" height=(height) {}
                }
            }
            figcaption { strong { (title) } " " (said) }
        }
    }
}
