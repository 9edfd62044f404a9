#!/usr/bin/env bash
# Walks the main job on a running system and exits 0 only when every step gave what it should: a dealer orders a pool and uploads its
# payment proof, the check accepts it, an admin adds the other papers, the status check says what is missing, the order moves when nothing is.
#
#   docs/walkthrough.sh [base-url]        default http://127.0.0.1:7071; needs bash and curl
#
# Against another host than the local one, give it tokens: DEALER_TOKEN and ADMIN_TOKEN. Where no Event Grid tells the host about uploads
# (func start with Azurite), give it the host's webhook: BLOB_WEBHOOK=http://localhost:7071/runtime/webhooks/blobs?functionName=Host.Functions.CheckUploadedDocument
set -u

base=${1:-http://127.0.0.1:7071}
base=${base%/}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
steps=0

fail() {
  printf 'FAILED %s\n  expected: %s\n  found:    status %s, body %s\n' "$1" "$2" "$status" "$(head -c 2000 "$work/body")" >&2
  exit 1
}

# call <method> <path> <token> [body] [header...]: leaves $status, and the answer in $work/body and $work/headers
call() {
  local method=$1 path=$2 token=$3 data=${4:-}
  shift 3; [ $# -gt 0 ] && shift
  local arguments=(-sS -o "$work/body" -D "$work/headers" -w '%{http_code}' -X "$method")
  [ -n "$token" ] && arguments+=(-H "Authorization: Bearer $token")
  [ -n "$data" ] && arguments+=(-H 'Content-Type: application/json' --data-binary "$data")
  local header; for header in "$@"; do arguments+=(-H "$header"); done
  : > "$work/body"; : > "$work/headers"
  status=$(curl "${arguments[@]}" "$base$path") || { echo "FAILED $method $path: no answer from $base. Is it running?" >&2; exit 1; }
}

# expect <status> <what is shown> [text that the body contains...]
expect() {
  local wanted=$1 step=$2 text
  shift 2
  [ "$status" = "$wanted" ] || fail "$step" "status $wanted"
  for text in "$@"; do grep -qF -- "$text" "$work/body" || fail "$step" "a body with $text"; done
  steps=$((steps + 1))
  printf '%2d  %s  %s\n' "$steps" "$status" "$step"
}

# member <name>: the first value of a text member of the answer; header <name>: a header of the answer
member() { grep -o "\"$1\":\"[^\"]*\"" "$work/body" | head -n 1 | sed "s/^\"$1\":\"//; s/\"\$//"; }
header() { tr -d '\r' < "$work/headers" | grep -i "^$1:" | head -n 1 | sed 's/^[^:]*: *//'; }

sign_in() {
  call POST /local/sign-in '' "{\"email\":\"$1@example.com\",\"password\":\"glimmerglass\"}"
  expect 200 "$1 signs in" '"accessToken"'
}

# upload <document> <url> <file> <content type>: straight to blob storage, past the functions
upload() {
  status=$(curl -sS -o "$work/body" -w '%{http_code}' -X PUT "$2" -H 'x-ms-blob-type: BlockBlob' -H "Content-Type: $4" --data-binary "@$3")
  [ -n "${BLOB_WEBHOOK:-}" ] && [ "$status" = 201 ] && announce "$1" "${2%%\?*}" "$3" "$4"
  return 0
}

# announce: what Event Grid would send (the event Microsoft.Storage.BlobCreated)
announce() {
  curl -sS -o /dev/null -X POST "$BLOB_WEBHOOK" -H 'Content-Type: application/json' -H 'aeg-event-type: Notification' --data-binary "[{
    \"topic\": \"/local\", \"subject\": \"/blobServices/default/containers/incoming/blobs/$1\", \"eventType\": \"Microsoft.Storage.BlobCreated\",
    \"id\": \"$1\", \"eventTime\": \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\", \"dataVersion\": \"\", \"metadataVersion\": \"1\",
    \"data\": { \"api\": \"PutBlob\", \"contentType\": \"$4\", \"contentLength\": $(wc -c < "$3" | tr -d ' '), \"blobType\": \"BlockBlob\", \"url\": \"$2\" } }]"
}

# wait_for <document> <token> <state>: the check takes a moment
wait_for() {
  local try
  for try in $(seq 1 120); do
    call GET "/api/documents/$1" "$2"
    case "$(member state)" in awaiting_upload|checking) sleep 0.25 ;; *) break ;; esac
  done
  expect 200 "the check says $3" "\"state\":\"$3\""
}

# A PDF as small as one can be, with a table that fits.
printf '%%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n170\n%%%%EOF\n' > "$work/paper.pdf"
bytes=$(wc -c < "$work/paper.pdf" | tr -d ' ')
paper="\"contentType\":\"application/pdf\",\"sizeBytes\":$bytes"
printf 'this is no PDF\n' > "$work/wrong.pdf"

# add <order> <kind> <token>: a paper from its slot to its verdict
add() {
  call POST "/api/orders/$1/documents" "$3" "{\"kind\":\"$2\",\"fileName\":\"$2.pdf\",$paper}"
  expect 201 "a slot for $2" '"state":"awaiting_upload"' '"upload":{'
  local document url
  document=$(member id); url=$(member url)
  upload "$document" "$url" "$work/paper.pdf" application/pdf
  expect 201 "$2 goes to blob storage"
  wait_for "$document" "$3" accepted
}

echo "Walking through $base"

call GET /api/catalog/pool-models ''
expect 200 'the catalogue is open' '"items":[{'
model=$(grep -o '{"id":"[^"]*","name":"[^"]*","productType":"POOL"' "$work/body" | head -n 1 | sed 's/^{"id":"\([^"]*\)".*/\1/')
call GET /api/catalog/colors ''
expect 200 'so are the colours' '"items":[{'
color=$(member id)

call GET /api/orders ''
expect 401 'orders are not' '"code":"NOT_SIGNED_IN"'

if [ -z "${DEALER_TOKEN:-}" ]; then sign_in dealer; DEALER_TOKEN=$(member accessToken); fi
if [ -z "${ADMIN_TOKEN:-}" ]; then sign_in admin; ADMIN_TOKEN=$(member accessToken); fi
call GET /api/me "$DEALER_TOKEN"
expect 200 'the dealer is known' '"role":"DEALER"'

key="walkthrough-$(date +%s)-$$"
order="{\"poolModelId\":\"$model\",\"colorId\":\"$color\",\"deliveryAddress\":\"1 Lake Street, Cooperstown NY\",\"shippingMethod\":\"QUOTE\",\"requestedShipAsap\":true,\"hardwareAutocover\":false,\"paymentProof\":{\"fileName\":\"deposit.pdf\",$paper}}"
call POST /api/orders "$DEALER_TOKEN" '{"deliveryAddress":""}'
expect 400 'an empty order hears everything that is wrong' '"code":"INVALID"' '"poolModelId"' '"colorId"' '"deliveryAddress"' '"shippingMethod"'
call POST /api/orders "$DEALER_TOKEN" "$order" "Idempotency-Key: $key"
expect 201 'the dealer orders a pool and announces its payment proof' '"status":"PENDING_PAYMENT_APPROVAL"' '"upload":{'
id=$(member id); number=$(member number); url=$(member url); proof=$(member documentId)
call POST /api/orders "$DEALER_TOKEN" "$order" "Idempotency-Key: $key"
expect 201 'the same request again gives the same order' "\"id\":\"$id\"" "\"number\":\"$number\""
[ "$(header Idempotency-Replayed)" = true ] || fail 'the same request again' 'the header Idempotency-Replayed: true'

upload "$proof" "$url" "$work/paper.pdf" application/pdf
expect 201 'the payment proof goes straight to blob storage'
wait_for "$proof" "$DEALER_TOKEN" accepted

call GET "/api/orders/$id/status" "$DEALER_TOKEN"
expect 200 'the status check says what is missing' '"missing":{"docs":["QUOTE","INVOICE"],"fields":[]}'
call GET "/api/orders/$id" "$ADMIN_TOKEN"
expect 200 'the admin reads the order' "\"number\":\"$number\""
etag=$(header ETag)
call POST "/api/orders/$id/status" "$ADMIN_TOKEN" '{"to":"IN_PRODUCTION"}' "If-Match: $etag"
expect 409 'the move is blocked by the same papers' '"code":"MISSING_REQUIREMENTS"' '"missing":{"docs":["QUOTE","INVOICE"],"fields":[]}' '"DOCUMENT_MISSING"'
call POST "/api/orders/$id/status" "$DEALER_TOKEN" '{"to":"IN_PRODUCTION"}' "If-Match: $etag"
expect 403 'a dealer may not move orders' '"code":"NOT_ALLOWED"'

call POST "/api/orders/$id/documents" "$DEALER_TOKEN" "{\"kind\":\"QUOTE\",\"fileName\":\"order-form.pdf\",\"contentType\":\"application/pdf\",\"sizeBytes\":15}"
expect 201 'a slot for something that is no PDF' '"upload":{'
wrong=$(member id); url=$(member url)
upload "$wrong" "$url" "$work/wrong.pdf" application/pdf
expect 201 'it is uploaded'
wait_for "$wrong" "$DEALER_TOKEN" rejected
call GET "/api/documents/$wrong" "$DEALER_TOKEN"
expect 200 'and the uploader hears why' '"code":"TYPE_MISMATCH"'

add "$id" QUOTE "$DEALER_TOKEN"
add "$id" INVOICE "$ADMIN_TOKEN"

call GET "/api/orders/$id/status?to=IN_PRODUCTION" "$ADMIN_TOKEN"
expect 200 'nothing is missing now' '"allowed":true' '"blockers":[]'
call POST "/api/orders/$id/status" "$ADMIN_TOKEN" '{"to":"IN_PRODUCTION"}'
expect 428 'a move says which version it saw' '"code":"PRECONDITION_REQUIRED"'
call POST "/api/orders/$id/status" "$ADMIN_TOKEN" '{"to":"IN_PRODUCTION"}' "If-Match: $etag"
expect 412 'an old version is refused' '"code":"STALE"'
call GET "/api/orders/$id" "$ADMIN_TOKEN"
expect 200 'the admin reads the order again'
etag=$(header ETag)
call POST "/api/orders/$id/status" "$ADMIN_TOKEN" '{"to":"IN_PRODUCTION","comment":"deposit received"}' "If-Match: $etag"
expect 200 'the order moves' '"status":"IN_PRODUCTION"'
call GET "/api/orders/$id/history" "$DEALER_TOKEN"
expect 200 'the dealer reads it in the history' '"kind":"STATUS_CHANGED","status":"IN_PRODUCTION","comment":"deposit received"'

call GET "/api/documents/$proof/content" "$ADMIN_TOKEN"
expect 302 'the admin opens the payment proof'
status=$(curl -sS -o "$work/body" -w '%{http_code}' "$(header Location)")
expect 200 'by a link that is good for five minutes'
cmp -s "$work/body" "$work/paper.pdf" || fail 'the content' 'the bytes that were uploaded'

echo "All $steps steps gave what they should. The order is $number ($id)."
