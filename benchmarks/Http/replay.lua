-- Sends request bodies from files, one after the other and from the beginning again: wrk … -s replay.lua -- LIST PATH
-- [HEADER VALUE]…, where LIST names a file on each line. At the end a line for the benchmark to read.
local requests = {}
local at = 0

function init(args)
  local headers = {}
  for index = 3, #args, 2 do
    headers[args[index]] = args[index + 1]
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
end
