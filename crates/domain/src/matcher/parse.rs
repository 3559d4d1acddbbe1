//! The UTF-8 syntax of matchers, and the choice between it and the older one.

use super::{MatchOp, Matcher, MatcherError, classic, quote};
use std::iter::Peekable;
use std::str::Chars;

/// Characters that mean something and so can't stand outside quotes.
pub(super) fn is_reserved(c: char) -> bool {
    c.is_whitespace() || "{}!=~,\\\"'`".contains(c)
}

/// Both syntaxes are tried; where they disagree the older one wins, so that a configuration
/// that already works keeps its meaning.
pub(super) fn fallback(text: &str) -> Result<Vec<Matcher>, MatcherError> {
    match (utf8(text), classic::matchers(text)) {
        (_, Ok(older)) => Ok(older),
        (newer, Err(_)) => newer,
    }
}

/// The same choice for a text that holds one matcher.
pub(super) fn one(text: &str) -> Result<Matcher, MatcherError> {
    classic::matcher(text).or_else(|_| {
        let mut found = utf8(text)?;
        match (found.pop(), found.len()) {
            (Some(matcher), 0) => Ok(matcher),
            (None, _) => Err(MatcherError("expected a matcher, found none".to_owned())),
            (Some(_), _) => Err(MatcherError("expected one matcher, found several".to_owned())),
        }
    })
}

/// The UTF-8 syntax alone.
fn utf8(text: &str) -> Result<Vec<Matcher>, MatcherError> {
    let mut lexer = Lexer { rest: text.chars().peekable(), column: 1 };
    let mut found = Vec::new();
    let mut token = lexer.next()?;
    let braced = token.kind == Kind::Open;
    if braced {
        token = lexer.next()?;
    }
    while !matches!(token.kind, Kind::Close | Kind::End) {
        found.push(matcher(token, &mut lexer)?);
        token = lexer.next()?;
        match token.kind {
            Kind::Comma => token = lexer.next()?,
            Kind::Close | Kind::End => {}
            Kind::Open | Kind::Op(_) | Kind::Text(_) => {
                return Err(token.unexpected("a comma or a closing brace"));
            }
        }
    }
    match (braced, &token.kind) {
        (true, Kind::End) => return Err(token.unexpected("a closing brace")),
        (false, Kind::Close) => {
            return Err(token.unexpected("an opening brace at the start, or no closing one"));
        }
        _ => {}
    }
    if token.kind == Kind::Close {
        lexer.next()?.must_end()?;
    }
    Ok(found)
}

fn matcher(name: Token, lexer: &mut Lexer<'_>) -> Result<Matcher, MatcherError> {
    let column = name.column;
    let name = name.text("a label name")?;
    let operator = lexer.next()?;
    let Kind::Op(op) = operator.kind else {
        return Err(operator.unexpected("an operator such as =, !=, =~ or !~"));
    };
    let value = lexer.next()?.text("a label value")?;
    Matcher::new(name, op, value).map_err(|why| at(column, &why.0))
}

fn at(column: usize, why: &str) -> MatcherError {
    MatcherError(format!("column {column}: {why}"))
}

#[derive(Debug, PartialEq)]
enum Kind {
    Open,
    Close,
    Comma,
    Op(MatchOp),
    Text(String),
    End,
}

#[derive(Debug)]
struct Token {
    kind: Kind,
    column: usize,
}

impl Token {
    fn text(self, expected: &str) -> Result<String, MatcherError> {
        match self.kind {
            Kind::Text(text) => Ok(text),
            Kind::Open | Kind::Close | Kind::Comma | Kind::Op(_) | Kind::End => {
                Err(self.unexpected(expected))
            }
        }
    }

    fn must_end(self) -> Result<(), MatcherError> {
        if self.kind == Kind::End { Ok(()) } else { Err(self.unexpected("the end of the text")) }
    }

    fn unexpected(&self, expected: &str) -> MatcherError {
        let found = match &self.kind {
            Kind::Open => "{",
            Kind::Close => "}",
            Kind::Comma => ",",
            Kind::Op(op) => op.as_str(),
            Kind::Text(text) => text,
            Kind::End => return at(self.column, &format!("expected {expected}, found the end")),
        };
        at(self.column, &format!("expected {expected}, found {}", quote::go_quoted(found)))
    }
}

struct Lexer<'a> {
    rest: Peekable<Chars<'a>>,
    column: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<Token, MatcherError> {
        while self.take_if(char::is_whitespace).is_some() {}
        let column = self.column;
        let kind = match self.take_if(|_| true) {
            None => Kind::End,
            Some('{') => Kind::Open,
            Some('}') => Kind::Close,
            Some(',') => Kind::Comma,
            Some('=') => Kind::Op(self.tilde().map_or(MatchOp::Equal, |()| MatchOp::Regex)),
            Some('!') => Kind::Op(self.negation()?),
            Some('"') => Kind::Text(self.quoted(column)?),
            Some(c) if is_reserved(c) => {
                return Err(at(column, &format!("{c} must stand in double quotes")));
            }
            Some(c) => Kind::Text(self.unquoted(c)),
        };
        Ok(Token { kind, column })
    }

    fn tilde(&mut self) -> Option<()> {
        self.take_if(|c| c == '~').map(|_| ())
    }

    fn negation(&mut self) -> Result<MatchOp, MatcherError> {
        if self.tilde().is_some() {
            return Ok(MatchOp::NotRegex);
        }
        let equals = self.take_if(|c| c == '=');
        equals.map(|_| MatchOp::NotEqual).ok_or_else(|| at(self.column, "expected = or ~ after !"))
    }

    fn unquoted(&mut self, first: char) -> String {
        let mut text = String::from(first);
        while let Some(c) = self.take_if(|c| !is_reserved(c)) {
            text.push(c);
        }
        text
    }

    fn quoted(&mut self, column: usize) -> Result<String, MatcherError> {
        let mut raw = String::new();
        while let Some(c) = self.take_if(|c| c != '"') {
            raw.push(c);
            if c == '\\' {
                raw.extend(self.take_if(|_| true));
            }
        }
        self.take_if(|_| true).ok_or_else(|| at(column, "the closing double quote is missing"))?;
        quote::go_unquoted(&raw).map_err(|why| at(column, &why.0))
    }

    fn take_if(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.rest.next_if(|c| wanted(*c))?;
        self.column = self.column.saturating_add(1);
        Some(c)
    }
}
