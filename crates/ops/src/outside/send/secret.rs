//! Secrets at the moment they are needed.
//! Owns where a value comes from; never keeps, logs or shows one.

use super::SendError;
use vigie_domain::channel::Secret;

/// Most bytes of a secret's file: a key or a token, never a whole disk by mistake.
const SECRET_BYTES_MAX: u64 = 64 * 1024;

/// The value of a secret, read now, so that a rotated one is used at the next attempt.
pub(in crate::outside) async fn read(secret: &Secret) -> Result<String, SendError> {
    match secret {
        Secret::Plain(value) => Ok(value.clone()),
        Secret::Env(name) => match std::env::var(name) {
            Ok(value) if !value.is_empty() => Ok(value),
            Ok(_) => Err(missing(
                format!("the environment variable {name} is empty"),
                "set it in the environment of the service and restart Vigie",
            )),
            Err(_) => Err(missing(
                format!("the environment variable {name} is not set, or is no text"),
                "set it in the environment of the service and restart Vigie",
            )),
        },
        Secret::File(path) => read_file(path).await,
    }
}

async fn read_file(path: &str) -> Result<String, SendError> {
    const ADVICE: &str = "put the secret into this file, readable by the account that runs Vigie";
    let refused = |why: String| missing(format!("the secret file {path} {why}"), ADVICE);
    let about = tokio::fs::metadata(path)
        .await
        .map_err(|failure| refused(format!("can't be read: {failure}")))?;
    if !about.is_file() {
        return Err(refused("is no ordinary file".to_owned()));
    }
    if about.len() > SECRET_BYTES_MAX {
        return Err(refused(format!("has more than {SECRET_BYTES_MAX} bytes")));
    }
    let text = tokio::fs::read_to_string(path)
        .await
        .map_err(|failure| refused(format!("can't be read: {failure}")))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let value = line.strip_suffix('\r').unwrap_or(line);
    if value.is_empty() {
        return Err(refused("is empty".to_owned()));
    }
    Ok(value.to_owned())
}

fn missing(cause: String, advice: &'static str) -> SendError {
    SendError::GiveUp { cause, advice }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_secret_comes_from_where_it_was_declared() {
        assert_eq!(read(&Secret::Plain("abc".into())).await.unwrap(), "abc");
        let path = read(&Secret::Env("PATH".into())).await.unwrap();
        assert_eq!(path, std::env::var("PATH").unwrap());
        let folder = tempfile::tempdir().unwrap();
        for (content, expected) in [("s\n", "s"), ("s\r\n", "s"), ("s\n\n", "s\n"), ("s", "s")] {
            let file = folder.path().join("key");
            std::fs::write(&file, content).unwrap();
            let secret = Secret::File(file.to_str().unwrap().to_owned());
            assert_eq!(read(&secret).await.unwrap(), expected, "{content:?}");
        }
    }

    #[tokio::test]
    async fn a_missing_secret_is_named_and_is_not_worth_another_try() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().to_str().unwrap().to_owned();
        std::fs::write(folder.path().join("empty"), "\n").unwrap();
        for (secret, named) in [
            (Secret::Env("VIGIE_TEST_NOT_SET".into()), "VIGIE_TEST_NOT_SET".to_owned()),
            (Secret::File(format!("{at}/none")), format!("{at}/none")),
            (Secret::File(format!("{at}/empty")), "is empty".to_owned()),
            (Secret::File(at.clone()), "no ordinary file".to_owned()),
        ] {
            let refusal = read(&secret).await.unwrap_err();
            let SendError::GiveUp { cause, .. } = &refusal else { panic!("{refusal:?}") };
            assert!(cause.contains(&named), "{cause}");
        }
    }
}
