//! What programs ask: Alertmanager's API, inbound signals, heartbeats, and our own JSON API.
