-- What wrk sends: each line of a file is a body, sent once; threads share the lines out. Prints one line of JSON in the end.
-- Arguments: file, path, key, mean pause between two requests of a connection (ms, 0: none), or, after "every", the time between two
-- requests of all connections together (ms): then they come as by a clock, as k6's constant-arrival-rate and oha's -q have them.
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long ns; } qualif_time; int clock_gettime(int, qualif_time *);")
local threads = 0
THREADS = 2

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  local file, place = args[1], 0
  wrk.method, wrk.path = "POST", args[2]
  wrk.headers["Authorization"] = "Bearer " .. args[3]
  wrk.headers["Content-Type"] = "application/json"
  pause, every = tonumber(args[4]), tonumber(args[5] or "0") * THREADS
  bodies, sent, due = {}, 0, nil
  math.randomseed(2024 + id)
  for line in io.lines(file) do
    if place % THREADS == id then bodies[#bodies + 1] = line end
    place = place + 1
  end
end

function request()
  sent = sent + 1
  return wrk.format(nil, nil, nil, bodies[(sent - 1) % #bodies + 1])
end

local function now()
  local read = ffi.new("qualif_time")
  ffi.C.clock_gettime(1, read)
  return tonumber(read.s) * 1e3 + tonumber(read.ns) / 1e6
end

function delay()
  if every > 0 then
    local at = now()
    due = math.max(at, (due or at + id * every / THREADS) + every)
    return math.floor(due - at + 0.5)
  end
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
