# Two stages: the compiler stays behind, the image holds one binary, certificates, time zones, and
# git, which takes signed reports to their repository.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --profile dist --locked --bin vigie

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin vigie \
    && install -d -o vigie -g vigie -m 0700 /data
COPY --from=build /src/target/dist/vigie /usr/local/bin/vigie
USER vigie
VOLUME /data
EXPOSE 8093
ENTRYPOINT ["vigie"]
CMD ["serve", "--data", "/data", "--listen", "0.0.0.0:8093"]
