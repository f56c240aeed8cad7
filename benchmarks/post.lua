-- Posts one form after another, all different, from changing networks, and counts the responses.
-- Arguments: the body without the name, and a word that is unique to this run.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  body, word, number, acknowledged, refused = args[1], args[2], 0, 0, 0
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  wrk.headers["Sec-Fetch-Site"] = "same-origin"
end

function request()
  number = number + 1
  wrk.headers["X-Forwarded-For"] = string.format("198.18.%d.1", number % 250)
  local person = string.format("&name=%s+%d&phone=732+555+01%02d&nonce=%s%016d", word, number, number % 100, word, number)
  return wrk.format("POST", nil, nil, body .. person)
end

function response(status)
  if status == 302 or status == 303 then
    acknowledged = acknowledged + 1
  else
    refused = refused + 1
  end
end

function done(summary, latency, requests)
  io.write(string.format(
    '{"acknowledged": %d, "refused": %d, "seconds": %f, "p50": %f, "p99": %f, "worst": %f}\n',
    threads[1]:get("acknowledged"), threads[1]:get("refused"), summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
