# shellcheck shell=bash
# A real registry for the checks of run.sh, which sources this file: docker-registry on a free port of this machine, with
# its own folder. Sets `registry`, its host and port, and `registry_flags`, what chassis-build needs to reach it.
# shellcheck disable=SC2034
registry='' registry_pid='' registry_folder='' registry_flags=() skopeo_flags=()
registry_user=tester registry_password='p:ss w0rd'

# start_registry plain|relative|auth|tls
start_registry() {
    local mode=$1 scheme=http extra=''
    registry_folder=$(mktemp -d)
    registry=127.0.0.1:$(free_port) registry_flags=() skopeo_flags=(--tls-verify=false)
    case $mode in
    relative) extra=', relativeurls: true' ;;
    tls)
        make_certificate
        scheme=https registry_flags=(--ca-file "$registry_folder/ca.crt") skopeo_flags=(--cert-dir "$registry_folder/ca")
        extra=", tls: {certificate: $registry_folder/server.crt, key: $registry_folder/server.key}"
        ;;
    esac
    {
        echo 'version: 0.1'
        echo 'log: {level: error}'
        echo "storage: {filesystem: {rootdirectory: $registry_folder/data}}"
        echo "http: {addr: '$registry'$extra}"
        if [ "$mode" = auth ]; then
            htpasswd -Bbn "$registry_user" "$registry_password" >"$registry_folder/htpasswd"
            echo "auth: {htpasswd: {realm: interop, path: $registry_folder/htpasswd}}"
        fi
    } >"$registry_folder/config.yml"
    docker-registry serve "$registry_folder/config.yml" >"$out/registry.log" 2>&1 </dev/null &
    registry_pid=$!
    for _ in {1..100}; do
        if curl -sk -o /dev/null "$scheme://$registry/v2/"; then return; fi
        sleep 0.1
    done
    echo "docker-registry does not start: $(tail -n 1 "$out/registry.log")"
    return 1
}

# A certificate for 127.0.0.1 of an authority that nobody else knows.
make_certificate() (
    cd "$registry_folder"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=interop -keyout ca.key \
        -out ca.crt -addext basicConstraints=critical,CA:TRUE
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1 -keyout server.key \
        -out server.csr
    printf 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' >extensions
    openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile extensions -out server.crt
    mkdir ca
    cp ca.crt ca
) >/dev/null 2>&1

stop_registry() {
    if [ -n "$registry_pid" ]; then
        kill "$registry_pid" 2>/dev/null || true
        wait "$registry_pid" 2>/dev/null || true
    fi
    if [ -n "$registry_folder" ]; then rm -rf "$registry_folder"; fi
    registry_pid='' registry_folder=''
}

pushes() {
    "$tool" push "${registry_flags[@]}" "oci:$out/kserve" "$registry/team/digits:v1" "$registry/team/digits:latest" &&
        skopeo_finds_pushed
}

skopeo_finds_pushed() {
    local found
    found=$(skopeo inspect --raw "${skopeo_flags[@]}" "docker://$registry/team/digits:latest" | sha256sum | cut -d ' ' -f 1) &&
        same "sha256:$found" "$(cat "$out/kserve.digest")"
}

# The second push asks, and sends nothing.
pushes_nothing_again() {
    "$tool" push "${registry_flags[@]}" "oci:$out/kserve" "$registry/team/digits:v1" 2>"$out/again" &&
        grep -q 'which was there already' "$out/again" || { cat "$out/again" && return 1; }
}

pulls() {
    rm -rf "$out/pulled"
    same "$("$tool" pull "${registry_flags[@]}" "$registry/team/digits:v1" --output "oci:$out/pulled" | sed 's/.*@//')" \
        "$(cat "$out/kserve.digest")"
}

# builds_and_pushes: what a CI job does, in one command.
builds_and_pushes() {
    "$tool" Examples/DigitsClassifier "${registry_flags[@]}" --interface kserve --tag "$registry/team/built:v1" --push \
        --digest-file "$out/built.digest" && same "$(cat "$out/built.digest")" "$(cat "$out/kserve.digest")"
}

# A base from the registry, with what is built upon it pushed beside it: its layers are not sent.
builds_upon() {
    "$tool" Examples/DigitsClassifier "${registry_flags[@]}" --interface kserve --base "$registry/team/digits:v1" \
        --tag "$registry/team/upon:v1" --push && skopeo inspect --raw "${skopeo_flags[@]}" \
        "docker://$registry/team/upon:v1" | jq -e --arg digest "$(cat "$out/kserve.digest")" \
        '.annotations["org.opencontainers.image.base.digest"] == $digest and (.layers | length) == 4'
}

# Without credentials nobody gets in; after a login everybody who reads the same file does.
logs_in() {
    export REGISTRY_AUTH_FILE=$registry_folder/auth.json
    if "$tool" push "oci:$out/kserve" "$registry/team/digits:v1"; then echo "pushed without credentials" && return 1; fi
    if echo wrong | "$tool" login "$registry" --username "$registry_user" --password-stdin; then
        echo "logged in with a wrong password" && return 1
    fi
    [ ! -e "$REGISTRY_AUTH_FILE" ] || { echo "a wrong password was kept" && return 1; }
    echo "$registry_password" | "$tool" login "$registry" --username "$registry_user" --password-stdin &&
        same "$(stat -c %a "$REGISTRY_AUTH_FILE")" 600
}

check_registry() {
    local mode=$1
    if ! command -v docker-registry >/dev/null; then skip "registry, $mode" "docker-registry is not installed" && return; fi
    if ! start_registry "$mode"; then stop_registry && fail "registry, $mode: starts" && return; fi
    if [ "$mode" = auth ]; then check "registry, auth: login" logs_in && export REGISTRY_AUTH_FILE=$registry_folder/auth.json; fi
    check "registry, $mode: push, and skopeo finds the digest" pushes
    check "registry, $mode: push again sends nothing" pushes_nothing_again
    check "registry, $mode: pull gives the same digest" pulls
    check "registry, $mode: build and push in one" builds_and_pushes
    check "registry, $mode: a base from the registry" builds_upon
    if [ "$mode" = plain ]; then check_pulled_image; fi
    unset REGISTRY_AUTH_FILE
    stop_registry
}

# podman pulls what was pushed, and it runs.
check_pulled_image() {
    local status=0
    interface=kserve server_engine=(podman)
    if ! command -v podman >/dev/null; then skip "registry: podman pulls and runs" "podman is not installed" && return; fi
    rm -f "$out/pulled.tar"
    if podman pull --quiet --tls-verify=false "$registry/team/digits:v1" >/dev/null &&
        podman save --quiet --format oci-archive --output "$out/pulled.tar" "$registry/team/digits:v1"; then
        podman rmi "$registry/team/digits:v1" >/dev/null
        serve_with_podman "$out/pulled.tar" || status=$?
    else
        status=2 why_not="podman does not pull it"
    fi
    case $status in
    0) pass "registry: podman pulls it and it becomes ready ($server_how)" ;;
    1) skip "registry: podman pulls and runs" "$why_not" ;;
    *) fail "registry: podman pulls and runs: $why_not" ;;
    esac
    clean_up_server || true
}
