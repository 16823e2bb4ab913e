# The worker. Build: docker build -t flywheel-worker .
# Node runs the TypeScript as it is; only the workflows are bundled, once, here instead of at every start.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY core core
COPY adapters adapters
COPY activities activities
COPY workflows workflows
COPY worker worker
RUN node worker/bundle.ts build/workflows.js

FROM node:24.21.0-bookworm-slim
# Temporal's connection is native code: it verifies TLS with the system's certificates, which slim images lack.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# Owned by root: the worker cannot change its own code.
COPY --from=build /app .
ENV NODE_ENV=production \
    FLYWHEEL_WORKFLOW_BUNDLE=/app/build/workflows.js \
    FLYWHEEL_HEALTH_FILE=/tmp/flywheel-worker-beat
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["node", "worker/health.ts"]
CMD ["node", "worker/main.ts"]
