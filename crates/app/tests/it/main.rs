//! The one test binary: real peers, the real program, and the walls between the parts.

#[cfg(test)]
mod alertmanager_api;
#[cfg(test)]
mod amtool;
#[cfg(test)]
mod api_v1;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod binder;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod chat;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod defence;
#[cfg(test)]
mod differential;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod face;
#[cfg(test)]
mod filing;
#[cfg(test)]
mod inbound;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod mirrors;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod own_files;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod pocket;
#[cfg(test)]
mod practice;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod report_problem;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod serve;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod voting;
#[cfg(test)]
mod wall;
#[cfg(test)]
mod whole;
#[cfg(test)]
mod world;
