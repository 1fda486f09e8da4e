#!/usr/bin/env bash
# Runs what the image would hold where no Docker engine is at hand: the published output in a clean root, read-only but
# for its volumes, as an unprivileged user, with the ASP.NET Core runtime of the SDK that builds here. It trains a model
# for one epoch on the drawn data set, asks for predictions and plots, and stops the service as Docker does.
#
#   sudo docker/check-published.sh [SUITE...]     Debian suites: bookworm has an older libstdc++ than the image's base,
#                                                 trixie one of the same generation; both by default
# Needs debootstrap and curl. CHECK_FOLDER keeps the clean roots between calls (a temporary folder otherwise).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ "$(id -u)" = 0 ] || { echo "chroot and debootstrap need root."; exit 1; }

if [ "${1:-}" = --in-own-mounts ]; then
  shift
else
  # Mounts made below are seen by this process alone and vanish with it.
  exec unshare --mount "$PWD/docker/check-published.sh" --in-own-mounts "$@"
fi

suites=("$@")
[ ${#suites[@]} -gt 0 ] || suites=(bookworm trixie)
folder=${CHECK_FOLDER:-$(mktemp -d)}
user=1654 # APP_UID of the base image
port=18080
key=only-for-check-published
service=

finish() {
  if [ -n "$service" ]; then
    kill -KILL "$service" 2> /dev/null || true
    wait "$service" 2> /dev/null || true
  fi
  for suite in "${suites[@]}"; do
    umount -R "$folder/$suite" 2> /dev/null || true
  done
  [ -n "${CHECK_FOLDER:-}" ] || rm -rf --one-file-system "$folder"
}
trap finish EXIT

call() { curl --silent --show-error --fail-with-body -H "X-Api-Key: $key" "$@"; }

# The value of a field in an answer; no JSON parser comes with a bare machine.
field() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^,\"}]*\).*/\1/p" | head -n 1; }

root_of() { # SUITE: the packages of the base image, the runtime, the program, the two volumes
  local root=$folder/$1 dotnet
  [ -x "$root/usr/bin/openssl" ] || debootstrap --variant=minbase --include=ca-certificates,openssl,tzdata "$1" "$root" > "$folder/$1.log"
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  rm -rf "$root/app" "$root/storage" "$root/data" "$root/usr/share/dotnet"
  mkdir -p "$root/usr/share/dotnet/shared" "$root/storage" "$root/data"
  cp -r "$dotnet/dotnet" "$dotnet/host" "$root/usr/share/dotnet/"
  cp -r "$dotnet/shared/Microsoft.NETCore.App" "$dotnet/shared/Microsoft.AspNetCore.App" "$root/usr/share/dotnet/shared/"
  cp -r "$folder/app" "$root/app"
  install -m 755 docker/health-check.sh "$root/usr/local/bin/health-check"
  chown "$user" "$root/storage" "$root/data"

  mount --bind "$root" "$root"
  mount --bind "$root/storage" "$root/storage"
  mount --bind "$root/data" "$root/data"
  mount -t tmpfs tmpfs "$root/tmp"
  mount --rbind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  mount -o remount,bind,ro "$root"
}

inside() { # ROOT COMMAND...: with the environment of the Dockerfile and docker-compose.yml
  local root=$1
  shift
  exec chroot --userspec=$user:$user "$root" \
    env -i --chdir=/app PATH=/usr/local/bin:/usr/bin:/bin:/usr/share/dotnet HOME=/tmp ASPNETCORE_HTTP_PORTS=$port DOTNET_RUNNING_IN_CONTAINER=true \
    Storage__Directory=/storage Data__Directory=/data Log__Format=Json Security__ApiKeys__0=$key "$@"
}

wait_until() { # SECONDS WHAT COMMAND...
  local left=$1 what=$2
  shift 2
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo "Not in time: $what"; tail -n 20 "$folder/service.log"; exit 1; }
    kill -0 "$service" 2> /dev/null || { echo "The service ended before: $what"; tail -n 20 "$folder/service.log"; exit 1; }
    sleep 1
  done
}

healthy() { (inside "$1" health-check) > /dev/null 2>&1; }
succeeded() {
  local status
  status=$(call "$1" | field status)
  [ "$status" != failed ] || { call "$1"; exit 1; }
  [ "$status" = succeeded ]
}

check() {
  local url=http://127.0.0.1:$port job
  root_of "$1"
  inside "$folder/$1" dotnet Clearsight.Api.dll > "$folder/service.log" 2>&1 &
  service=$!
  wait_until 60 "healthy" healthy "$folder/$1"

  job=$url$(call -o /dev/null -D - "$url/jobs" --json '{"recipe": "mnist-denoiser", "dataset": "glyphs", "modelName": "glyphs-denoiser",
    "hyperparameters": {"epochs": 1, "trainLimit": 4000, "validationCount": 500}, "select": "always"}' \
    | sed -n 's/^location: *\(.*\)\r$/\1/ip' | sed 's|^https\{0,1\}://[^/]*||')
  wait_until 300 "the training" succeeded "$job"
  call "$url/denoise" -F image=@docs/pictures/noisy-digit.png -D "$folder/headers" -o "$folder/cleaned.png"
  grep -qi '^x-model: glyphs-denoiser:1' "$folder/headers"
  [ "$(head -c 4 "$folder/cleaned.png" | tail -c 3)" = PNG ]
  call "$url/classify?top=1" -F image=@docs/pictures/ankle-boot.png | tee "$folder/prediction.json" | grep -q '"Ankle boot"'
  # There is no font on this machine: a picture without its text has a few thousand bytes.
  call "$job/plots/loss.svg" | grep -q '>Epoch<'
  call "$url/models/fashion-classifier/versions/1/plots/confusion-matrix.png" -o "$folder/plot.png"
  [ "$(stat -c %s "$folder/plot.png")" -gt 60000 ] || { echo "The plot has no text."; exit 1; }

  kill -TERM "$service"
  wait "$service" || { echo "The service did not stop by itself."; exit 1; }
  service=
  echo "$1: trained, cleaned, classified, plotted, stopped. Prediction: $(cat "$folder/prediction.json")"
  umount -R "$folder/$1"
}

dotnet publish src/Api -c Release -o "$folder/app" --nologo
foreign=$(find "$folder/app" -name '*.dylib' -o -name '*.a' -o -name '*.lib' -o -name 'onnxruntime.dll')
[ -z "$foreign" ] || { echo "Not for this system: $foreign"; exit 1; }
du -sh "$folder/app"
for suite in "${suites[@]}"; do
  check "$suite"
done
