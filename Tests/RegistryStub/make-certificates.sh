#!/usr/bin/env bash
# Prints Certificates.swift with new certificates, good from 2020 to 2120, for tests on loopback only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
touch index.txt
printf '[ca]\ndefault_ca=stub\n[stub]\nnew_certs_dir=.\ndatabase=index.txt\nrand_serial=yes\n' >ca.cnf
printf 'default_md=sha256\nunique_subject=no\npolicy=any\n[any]\ncommonName=supplied\n' >>ca.cnf

# make NAME EXTENSIONS SIGNING-OPTIONS...
make() {
    local name=$1
    printf '%b' "$2" >extensions.cnf
    openssl req -new -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout "$name.key" -subj "/CN=$name" -out request
    openssl ca -batch -notext -config ca.cnf -startdate 20200101000000Z -enddate 21200101000000Z \
        -extfile extensions.cnf -in request -out "$name.pem" "${@:3}"
}

# text NAME COMMENT FILE: a constant
text() { printf '        /// %s\n        public static let %s = """\n%s\n            """\n' "$2" "$1" "$(sed 's/^/            /' "$3")"; }

{
    authority='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n'
    make authority "$authority" -selfsign -keyfile authority.key
    make stranger "$authority" -selfsign -keyfile stranger.key
    signed=(-cert authority.pem -keyfile authority.key)
    make server 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n' "${signed[@]}"
    make client 'extendedKeyUsage=clientAuth\n' "${signed[@]}"
} 2>/dev/null

cat <<END
extension RegistryStub {
    /// Certificates for tests, made by \`make-certificates.sh\`; their keys are known to everybody.
    public enum Certificates {
END
text authority 'The authority that signed the server and the client.' authority.pem
text stranger 'An authority that signed nothing.' stranger.pem
text server 'A server at 127.0.0.1 and localhost.' server.pem
text serverKey 'The key of `server`.' server.key
text client 'A client.' client.pem
text clientKey 'The key of `client`.' client.key
printf '    }\n}\n'
