# shellcheck shell=bash
# What the scripts of interop/ share: where the peers are, and counting. To be sourced.

# One folder for every clone of this user: a peer is built once for each version.
PEERS=${SECRETS_BRIDGE_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/secrets-bridge/peers}
# shellcheck disable=SC2034 # read by those who source this
PEERS_BIN=$PEERS/bin

passed=0
failed=0

# pass NAME
pass() {
    passed=$((passed + 1))
    printf 'ok      %s\n' "$1"
}

# fail NAME [WHY]
fail() {
    failed=$((failed + 1))
    printf 'FAILED  %s%s\n' "$1" "${2:+: $2}"
}

# check NAME COMMAND...: passes when the command exits 0. What it printed is shown only when it did not.
check() {
    local name=$1 output status=0
    shift
    output=$("$@" 2>&1 </dev/null) || status=$?
    if ((status == 0)); then
        pass "$name"
    else
        fail "$name" "exit code $status"
        printf '%s\n' "$output" | sed 's/^/        /'
    fi
}

# group NAME COMMAND...: runs a program that counts by itself and closes with the line that finish prints. Its counts are added
# to ours, its closing line is not shown. One that ends without that line, without having checked anything, or with an exit code
# that its counts do not explain, is a failure.
group() {
    local name=$1 line last='' status_file status
    shift
    printf '== %s\n' "$name"
    status_file=$(mktemp)
    while IFS= read -r line || [[ -n $line ]]; do
        if [[ $line =~ ^[0-9]+\ passed,\ [0-9]+\ failed$ ]]; then
            last=$line
        else
            last=''
            printf '%s\n' "$line"
        fi
    done < <("$@" 2>&1 </dev/null && echo 0 >"$status_file" || echo $? >"$status_file")
    status=$(<"$status_file")
    rm -f "$status_file"
    if [[ ! $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        fail "$name" "ended without its counts, exit code $status"
        return
    fi
    local group_passed=$((10#${BASH_REMATCH[1]})) group_failed=$((10#${BASH_REMATCH[2]}))
    passed=$((passed + group_passed))
    failed=$((failed + group_failed))
    if ((group_passed + group_failed == 0)); then
        fail "$name" 'checked nothing'
    elif ((status != 0 && group_failed == 0)); then
        fail "$name" "exit code $status"
    fi
}

# finish: prints the closing line. Returns 1 when something failed or nothing was checked, so make it the last command.
finish() {
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0 && passed > 0))
}
