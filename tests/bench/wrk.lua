-- What wrk sends: each line of a file is a body, sent once; threads share the lines out. Prints one line of JSON in the end.
-- Arguments: file, path, key, mean pause between two requests of a connection (ms, 0: none).
local threads = 0

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  local file, place = args[1], 0
  wrk.method, wrk.path = "POST", args[2]
  wrk.headers["Authorization"] = "Bearer " .. args[3]
  wrk.headers["Content-Type"] = "application/json"
  pause, bodies, sent = tonumber(args[4]), {}, 0
  math.randomseed(2024 + id)
  for line in io.lines(file) do
    if place % 2 == id then bodies[#bodies + 1] = line end
    place = place + 1
  end
end

function request()
  sent = sent + 1
  return wrk.format(nil, nil, nil, bodies[(sent - 1) % #bodies + 1])
end

function delay()
  if pause == 0 then return 0 end
  local wait = -pause * math.log(1 - math.random()) -- people do not come at the tick of a clock
  return math.floor(math.min(wait, 4000) + 0.5) -- the service closes what says nothing for five seconds
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.3f, "p50_ms": %.1f, "p95_ms": %.1f, "p99_ms": %.1f, "wrong": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, e.status + e.connect + e.read + e.write + e.timeout))
end
