# syntax=docker/dockerfile:1
# docker build -t codeartifact-local .
# docker buildx build --platform linux/amd64,linux/arm64 -t codeartifact-local .

# What is made here is JavaScript only, so it is made once, on the builder's own platform, for all.
FROM --platform=$BUILDPLATFORM node:22-alpine AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/bundle.js scripts/
COPY models models
COPY schema schema
COPY src src
RUN npm run --silent build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund
COPY bin bin
RUN mkdir -p image/opt/codeartifact-local image/data image/etc/codeartifact-local/ready.d && \
    mv package.json bin dist models schema node_modules image/opt/codeartifact-local/ && \
    rm -f image/opt/codeartifact-local/dist/.tsbuildinfo image/opt/codeartifact-local/node_modules/.package-lock.json

# Nothing runs in this stage: an image for another platform needs no emulation of it.
FROM node:22-alpine
COPY --from=build /build/image/opt /opt
COPY --from=build /build/image/etc /etc
COPY --from=build --chown=node:node /build/image/data /data
ENV NODE_ENV=production \
    CODEARTIFACT_LOCAL_HOST=0.0.0.0 \
    CODEARTIFACT_LOCAL_PORT=4680 \
    CODEARTIFACT_LOCAL_READY_HOOKS=/etc/codeartifact-local/ready.d
# Written only with CODEARTIFACT_LOCAL_DATA=/data. Everything else is, if at all, below /tmp.
VOLUME ["/data"]
EXPOSE 4680
USER node
WORKDIR /data
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.CODEARTIFACT_LOCAL_PORT}/_codeartifact/ready`).then(({ status }) => process.exit(status < 500 ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/codeartifact-local/bin/codeartifact-local.js"]
