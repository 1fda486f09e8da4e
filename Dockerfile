# Two stages: the SDK builds, the runtime runs. Needs BuildKit (Docker 23 or newer) or Podman 4 or newer,
# with --format docker: Podman's own format has no health check.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
# Packages come to 2 GB, libtorch for other systems among them: the cache keeps them out of the layers.
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/Api -c Release -o /app

# libtorch and ONNX Runtime are built for glibc, so no Alpine; the health check is a shell script, so no distroless.
FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY docker/health-check.sh /usr/local/bin/health-check
COPY --from=build /app .
RUN mkdir /storage /data && chown "$APP_UID" /storage /data
USER $APP_UID
VOLUME /storage /data

# The base image listens on every interface, so the service refuses to start without an API key: Security__ApiKeys__0.
ENV ASPNETCORE_HTTP_PORTS="8080;8081" \
    Storage__Directory=/storage \
    Data__Directory=/data \
    Log__Format=Json
# 8081 is gRPC.
EXPOSE 8080 8081
# The running job leaves a checkpoint first: give it more than Host__ShutdownSeconds (docker stop --time 45).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["health-check"]
ENTRYPOINT ["dotnet", "Clearsight.Api.dll"]
