-- Sends request bodies from files, one after the other and from the beginning again: wrk … -s replay.lua -- LIST PATH
-- [HEADER VALUE]…, where LIST names a file on each line. At the end a line for the benchmark to read, and with "count" as
-- the first header, which is none, a line for each status.
local requests = {}
local at = 0
local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  local headers = {}
  for index = 3, #args, 2 do
    headers[args[index]] = args[index + 1]
  end
  if headers.count then
    -- Only then: wrk is slower with it.
    headers.count = nil
    statuses = {}
    response = function(status)
      statuses[status] = (statuses[status] or 0) + 1
    end
  end
  for name in io.lines(args[1]) do
    local file = assert(io.open(name, "rb"))
    requests[#requests + 1] = wrk.format("POST", args[2], headers, file:read("*a"))
    file:close()
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("result %d %d %d %d %d %d\n", summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses") or {}) do
      io.write(string.format("status %d %d\n", status, count))
    end
  end
end
