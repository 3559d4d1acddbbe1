//! (fact)
