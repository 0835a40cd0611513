# newsarchive in a container: crawls what is due, on time, into the volume /data. docs/operating.md tells more.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
# For the modules that are compiled; the image that runs has no compiler.
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY requirements-dev.lock pyproject.toml hatch_build.py README.md LICENSE ./
COPY newsarchive newsarchive
# The tested versions, without the tools of development: the lock serves as constraints, which take no hashes.
RUN sed -e '/^ *--hash/d' -e 's/ \\$//' requirements-dev.lock >constraints.txt \
    && python -m venv /opt/newsarchive \
    && PIP_CONSTRAINT=/src/constraints.txt /opt/newsarchive/bin/pip install --no-cache-dir --disable-pip-version-check \
        '.[alerts]'

FROM python:3.13-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin newsarchive \
    && install --directory --owner=10001 --group=10001 /data
COPY --from=build /opt/newsarchive /opt/newsarchive
ENV PATH=/opt/newsarchive/bin:$PATH \
    NEWSARCHIVE_DIR=/data \
    PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /data
WORKDIR /data
# Ends the crawls that run and keeps what they have; the next start goes on with them.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5m --timeout=30s --start-period=2m --retries=2 CMD ["newsarchive", "health"]
ENTRYPOINT ["newsarchive"]
CMD ["run", "--watch"]
