# The images of web, gateway, runner, sweeper and of the one-shot migrate: one build, five small results.
# `docker build --file docker/app.Dockerfile --target web .`
#
# Base images are build arguments, for an own registry. They need: node >= 20.19 and npm (NODE_IMAGE); git as well
# (apt-get or apk in NODE_IMAGE, or already there); a static docker command at /usr/local/bin/docker (DOCKER_CLI_IMAGE).
ARG NODE_IMAGE=node:22-bookworm-slim
ARG DOCKER_CLI_IMAGE=docker:28-cli

FROM ${DOCKER_CLI_IMAGE} AS docker-cli

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci --loglevel=error
COPY . .
RUN npx prisma generate \
 && npm run build \
 && npx esbuild docker/migrate.ts docker/create-workspace.ts --bundle --platform=node --target=node20 --format=esm \
      --packages=external --outdir=dist --out-extension:.js=.mjs \
 && npm prune --omit=dev --loglevel=error

# Everything that a process reads; what only documents need (the executor) is in the sandbox's own image.
FROM ${NODE_IMAGE} AS app
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=8080 PINLIGHT_DATA=/data
COPY --from=build /app /app
# Made here so that a new volume mounted on it belongs to the user that the processes run as.
RUN mkdir -p /data /app/.next/cache && chown 1000:1000 /data /app/.next/cache
USER 1000:1000
EXPOSE 8080

FROM app AS web
CMD ["node", "dist/web.mjs"]

FROM app AS gateway
USER 0:0
RUN command -v git > /dev/null || (apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*)
USER 1000:1000
CMD ["node", "dist/gateway.mjs"]

FROM app AS runner
COPY --from=docker-cli /usr/local/bin/docker /usr/local/bin/docker
CMD ["node", "dist/runner.mjs"]

FROM app AS sweeper
CMD ["node", "dist/sweeper.mjs"]

FROM app AS migrate
CMD ["node", "dist/migrate.mjs"]
