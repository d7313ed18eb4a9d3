# The service on its embedded default; README.md has the command that runs it.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/parley
COPY requirements.txt ./
RUN /opt/parley/bin/pip install --no-cache-dir -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY models ./models
COPY service ./service
RUN /opt/parley/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home parley
COPY --from=build /opt/parley /opt/parley
ENV PATH=/opt/parley/bin:$PATH \
    PARLEY_LISTEN=0.0.0.0:50051 \
    PARLEY_DATABASE=/data/parley.db
USER parley
WORKDIR /data
VOLUME /data
# The console's 8080 answers from outside where PARLEY_CONSOLE_LISTEN says so.
EXPOSE 50051 8080
# SIGTERM drains; the grace given has to be longer than PARLEY_DRAIN_GRACE_S.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["parley", "health", "--target", "127.0.0.1:50051"]
ENTRYPOINT ["parley"]
CMD ["serve"]
