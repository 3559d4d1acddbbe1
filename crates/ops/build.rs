//! Turns the catalogues `words/{en,fr}/*.ftl` into one typed function a message.
//!
//! Stops the build, with the reason, when a message is missing in one language or differs in its
//! variables or cases, so that no page can lack a text.

#[path = "build/catalogue.rs"]
mod catalogue;
#[path = "build/functions.rs"]
mod functions;
#[path = "build/typography.rs"]
mod typography;

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=words");
    if let Err(why) = make() {
        for line in why.lines() {
            println!("cargo::error=the catalogues of words: {line}");
        }
    }
}

fn make() -> Result<(), String> {
    let english = catalogue::read(Path::new("words/en"))?;
    let mut french = catalogue::read(Path::new("words/fr"))?;
    typography::set(&mut french);
    catalogue::compare(&english, &french)?;
    let code = functions::of(&english, &french);
    let folder = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    fs::write(Path::new(&folder).join("words.rs"), code).map_err(|error| error.to_string())
}
